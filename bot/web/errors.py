"""What a page refuses, each with its status and words for people."""

from http import HTTPStatus

from knowledge.errors import TdktError


class WebError(TdktError):
    """A request cannot be answered; ``status`` is the HTTP status."""

    status = HTTPStatus.BAD_REQUEST
    words = "Yêu cầu chưa đúng."
    next_step = ""

    def __init__(self, message: str = "", advice: str = "") -> None:
        super().__init__(message or self.words, advice or self.next_step)


class LoginNeeded(WebError):
    """Only people who are logged in may see this."""

    status = HTTPStatus.UNAUTHORIZED
    words = "Trang này cần đăng nhập."
    next_step = "Xin quản trị của đơn vị một liên kết đăng nhập dùng một lần."


class Forbidden(WebError):
    """The person has no such role."""

    status = HTTPStatus.FORBIDDEN
    words = "Vai trò của bạn không làm được việc này."
    next_step = "Nếu cần, hãy nhờ quản trị của đơn vị đổi vai trò."


class NotThere(WebError):
    """Nothing is there that this visitor may see; whether something is there at all is not told."""

    status = HTTPStatus.NOT_FOUND
    words = "Không có trang này, hoặc bạn không được xem."


class StaleForm(WebError):
    """The form was not given out to this visitor, or too long ago."""

    status = HTTPStatus.FORBIDDEN
    words = "Biểu mẫu đã cũ hoặc không phải của phiên này."
    next_step = "Mở lại trang rồi gửi lại; điều bạn đã gõ chưa được lưu."


class TooLarge(WebError):
    """More was sent than is taken."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    words = "Tệp hoặc nội dung gửi lên quá lớn."


class TooSlow(WebError):
    """A form came in so slowly that it only kept others waiting."""

    status = HTTPStatus.REQUEST_TIMEOUT
    words = "Nội dung gửi lên quá chậm nên đã dừng."
    next_step = "Xem lại mạng rồi gửi lại."


class WrongLetters(WebError):
    """A form is written in letters that no browser sends."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    words = "Biểu mẫu phải viết bằng UTF-8."


class TooMany(WebError):
    """Too many requests in a short time."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    words = "Bạn gửi hơi nhanh."
    next_step = "Chờ một phút rồi thử lại."
