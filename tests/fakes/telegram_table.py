"""The parameters of each method of the Bot API (10.0, as PTB 22.8 has it [S]); old names are left out on purpose."""


def _names(*lists: str) -> frozenset[str]:
    return frozenset(name for one in lists for name in one.split())


_SENT = (
    "business_connection_id chat_id message_thread_id direct_messages_topic_id disable_notification protect_content "
    "allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters reply_markup parse_mode"
)
_EDITED = "business_connection_id chat_id message_id inline_message_id reply_markup"
_PLACE = "scope language_code"

PARAMETERS = {
    "getMe": _names(),
    "getUpdates": _names("offset limit timeout allowed_updates"),
    "setWebhook": _names(
        "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token"
    ),
    "deleteWebhook": _names("drop_pending_updates"),
    "getWebhookInfo": _names(),
    "sendMessage": _names(_SENT, "text entities link_preview_options"),
    "sendDocument": _names(_SENT, "document thumbnail caption caption_entities disable_content_type_detection"),
    "sendPhoto": _names(_SENT, "photo caption caption_entities show_caption_above_media has_spoiler"),
    "editMessageText": _names(_EDITED, "text parse_mode entities link_preview_options"),
    "editMessageReplyMarkup": _names(_EDITED),
    "deleteMessage": _names("chat_id message_id"),
    "sendChatAction": _names("business_connection_id chat_id message_thread_id action"),
    "answerCallbackQuery": _names("callback_query_id text show_alert url cache_time"),
    "getFile": _names("file_id"),
    "setMyCommands": _names(_PLACE, "commands"),
    "getMyCommands": _names(_PLACE),
    "deleteMyCommands": _names(_PLACE),
    "setChatMenuButton": _names("chat_id menu_button"),
    "getChat": _names("chat_id"),
    "getChatMember": _names("chat_id user_id"),
    "leaveChat": _names("chat_id"),
}

NESTED = _names(
    "reply_markup reply_parameters entities caption_entities link_preview_options allowed_updates scope commands",
    "menu_button suggested_post_parameters",
)
