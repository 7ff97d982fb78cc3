"""Words of the import page, and Streamlit's own English ones put into Chinese.

Streamlit has no setting for the words inside its file field, and no style may replace them. A
component without any content of its own writes the Chinese over them as soon as they appear.
"""

from __future__ import annotations

import streamlit as st

SKIPPED = {
    "blank": "空行",
    "title": "标题",
    "section": "分段行",
    "total": "合计行",
    "note": "备注",
}
UPLOAD_WORDS = [
    [r"^Upload$", "选择文件"],
    [r"^Drag and drop (a file|files) here$", "松开鼠标即放入"],
    [r"^([\d.]+) ?([KMGT]?B) per file.*$", "单个文件最大 $1 $2"],
    [r"^File must be ([\d.]+) ?([KMGT]?B) or smaller\.?$", "文件超过 $1 $2：请放入待导入文件夹"],
    [r"^.*(413|too large).*$", "文件太大：请放入待导入文件夹"],
    [r"^.*(error|failed|Error|Failed|Invalid).*$", "上传没有成功：请重试"],
]
SCRIPT = """
export default function ({ data }) {
  const rules = data.rules.map(([from, to]) => [new RegExp(from), to]);
  const inside = "[data-testid=stFileUploader]";
  const names = "[data-testid=stFileChipName], [data-testid=stFileUploaderFileName]";
  const say = (node) => {
    const owner = node.parentElement;
    if (!owner || !owner.closest(inside) || owner.closest(names) || owner.closest("[title]")) return;
    const found = rules.find(([from]) => from.test(node.nodeValue.trim()));
    if (found) node.nodeValue = node.nodeValue.trim().replace(found[0], found[1]);
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

_translate = st.components.v2.component("chinese_upload", js=SCRIPT)


def chinese_upload() -> None:
    """Put the words inside file fields into Chinese for as long as this is on the page."""
    _translate(key="chinese-upload", data={"rules": UPLOAD_WORDS}, height=1)


def skipped_words(skipped: dict[str, int]) -> str:
    """What was no data row, by reason; empty where nothing was skipped."""
    return "、".join(f"{SKIPPED.get(why, why)} {count:,} 行" for why, count in skipped.items())
