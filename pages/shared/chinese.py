"""Streamlit's own English words put into Chinese.

It has no setting for the words inside its fields, and no style may replace them. A component
without any content of its own writes the Chinese over them as soon as they appear.
"""

from __future__ import annotations

import streamlit as st

# Where the words stand, how they read, what is written instead.
UPLOAD = "[data-testid=stFileUploader]"
HINT = "[data-testid=InputInstructions]"
DIALOG = "[role=dialog]"
LIST = "[role=listbox], [data-testid=stSelectboxVirtualDropdown]"
WORDS = [
    [UPLOAD, r"^Upload$", "选择文件"],
    [UPLOAD, r"^Drag and drop (a file|files) here$", "松开鼠标即放入"],
    [UPLOAD, r"^([\d.]+) ?([KMGT]?B) per file.*$", "单个文件最大 $1 $2"],
    [
        UPLOAD,
        r"^File must be ([\d.]+) ?([KMGT]?B) or smaller\.?$",
        "文件超过 $1 $2：请放入待导入文件夹",
    ],
    [UPLOAD, r"^.*(413|too large).*$", "文件太大：请放入待导入文件夹"],
    [UPLOAD, r"^.*(error|failed|Error|Failed|Invalid).*$", "上传没有成功：请重试"],
    [HINT, r"^Press (Enter|Return) to .*$", "按回车键确认"],
    [HINT, r"^Press .*\+Enter to .*$", "点页面空白处确认"],
    [LIST, r"^Select all$", "全选"],
    [LIST, r"^Select (\d+) match(es)?$", "选中这 $1 个"],
    [LIST, r"^No results$", "没有符合的"],
    [DIALOG, r"^Page not found$", "没有这个网页"],
    [DIALOG, r"^The page that you have requested.*$", "要打开的网页不存在，已显示总览。"],
]
SCRIPT = """
export default function ({ data }) {
  const rules = data.rules.map(([where, from, to]) => [where, new RegExp(from), to]);
  const names = "[data-testid=stFileChipName], [data-testid=stFileUploaderFileName]";
  const say = (node) => {
    const owner = node.parentElement;
    if (!owner || owner.closest(names)) return;
    const text = node.nodeValue.trim();
    const found = rules.find(([where, from]) => owner.closest(where) && from.test(text));
    if (found && !(owner.closest("[title]") && found[0] === rules[0][0]))
      node.nodeValue = text.replace(found[1], found[2]);
  };
  const look = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return say(root);
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) found.push(walk.currentNode);
    found.forEach(say);
  };
  look(document.body);
  const observer = new MutationObserver((changes) => changes.forEach((one) => {
    if (one.type === "characterData") say(one.target);
    one.addedNodes.forEach(look);
  }));
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  return () => observer.disconnect();
}
"""

_translate = st.components.v2.component("chinese_words", js=SCRIPT)


def put_in_chinese() -> None:
    """Put Streamlit's own words into Chinese for as long as the app is on the screen."""
    _translate(key="chinese-words", data={"rules": WORDS}, height=1)
