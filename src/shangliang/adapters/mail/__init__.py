"""邮件 mail: fills `MessageSender` for the channel `mail` by SMTP, through Django's mail.

`SHANGLIANG_SMTP` is the address of the server, such as `smtp+starttls://user:password@mail.example.gov.cn:587`;
`SHANGLIANG_MAIL_FROM` is who the mails come from. Without an address the embedded sender stays in its place.
"""

from shangliang.adapters.mail.sender import Server, SmtpSender, server_of

__all__ = ["Server", "SmtpSender", "server_of"]
