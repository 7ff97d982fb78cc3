-- grain: one person at a window
-- unique: staff_no
select staff_no, staff_name, window_code, is_party_member, post, deputy from stg_staff
