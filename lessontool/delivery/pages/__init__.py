"""What pupils open in a browser: the lesson as data, the player as plain script and style, and the page that has both.

Everything is made for old phones, for `file://` and for the strictest rules about scripts: no modules, no requests, no
fonts or code from elsewhere. The player takes its data as it is; nothing in a lesson's words can become markup.
"""

from __future__ import annotations

from lessontool.delivery.pages.content import lesson_data
from lessontool.delivery.pages.page import beside, page_labels, player_script, player_style, script_json, web_page

__all__ = ["beside", "lesson_data", "page_labels", "player_script", "player_style", "script_json", "web_page"]
