"""The environment variables that an installation may set: name, default, what each does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One environment variable, with its default as people read it."""

    name: str
    default: str
    zh: str
    en: str


VARIABLES = (
    Variable(
        "SHANGLIANG_DATA",
        "./data",
        "数据目录：SQLite、上传文件和密钥都在里面；备份它就备份了全部。",
        "Folder of SQLite, uploads and keys.",
    ),
    Variable(
        "DATABASE_URL",
        "（空：数据目录里的 SQLite）",
        "数据库地址，例如 postgres://用户:密码@主机:5432/库。",
        "Address of the database; empty means SQLite in the data folder.",
    ),
    Variable("SHANGLIANG_HOST", "127.0.0.1", "监听地址。", "Address to listen on."),
    Variable("SHANGLIANG_PORT", "8000", "监听端口。", "Port to listen on."),
    Variable(
        "SHANGLIANG_ADDRESS",
        "http://主机:端口",
        "对外网址，写进邮件里的链接。",
        "The address that people outside use; links in mails begin with it.",
    ),
    Variable(
        "SHANGLIANG_LIVE",
        "（空：与页面同一网址；serve 带起现场进程时自动填它的端口）",
        "浏览器到现场进程的网址：前置服务器转 /live/ 时留空，只写端口（:8001）表示同一主机的那个端口。",
        "Where browsers reach the live process: empty when a front server passes /live/ on; only a port (:8001) means "
        "that port of the same host; `serve` fills it in when it starts the live process beside it.",
    ),
    Variable(
        "SHANGLIANG_NATS",
        "（空：只有一个现场进程）",
        "几个现场进程之间的 NATS，例如 nats://10.0.0.5:4222。票仍然写进同一个 PostgreSQL，消息丢了只多查一次库。",
        "NATS between several live processes, such as nats://10.0.0.5:4222. Votes are in the one PostgreSQL in any "
        "case; a message that is lost costs one more look at it.",
    ),
    Variable(
        "SHANGLIANG_CARD_FONT",
        "（空：用本机找到的中文字体）",
        "分享卡片用的中文字体文件。本机没有中文字体时，卡片只写编号和数字。",
        "File of a Chinese font for the pictures of shared links; without any, they bear code and figure only.",
    ),
    Variable(
        "SHANGLIANG_PAPER_FONTS",
        "（空：只用系统里的字体）",
        "公文 PDF 用的字体文件夹，放仿宋、楷体、小标宋。系统里有就不用设；都没有时用别的字体，公文上写明。",
        "Folder of fonts for papers as PDF. Without FangSong another font is used, and the paper says so.",
    ),
    Variable(
        "SHANGLIANG_SECRET",
        "（空：首次启动生成，存在数据目录）",
        "签名和加密用的密钥。换掉它，所有会话失效，已封存的电话打不开。",
        "Secret from which keys are made; changing it ends all sessions and closes all sealed phones for ever.",
    ),
    Variable(
        "SHANGLIANG_SHARED",
        "../shared",
        "测试用真实数据的目录，运行时不用。",
        "Folder of the real data for tests; not used at run time.",
    ),
    Variable(
        "SHANGLIANG_DEMO",
        "（空）",
        "设为 1 即演示模式：任何访客可以换成演示人物，收件箱可见。装真实数据时绝不能设。",
        "1 means demonstration mode: any visitor may step in as the cast and read the inbox. Never with real data.",
    ),
    Variable(
        "SHANGLIANG_DEMO_PASSWORD",
        "shangliang-demo",
        "演示人物的初始密码，只在演示模式下使用。",
        "Password of the demonstration's cast; used in demonstration mode only.",
    ),
    Variable(
        "SHANGLIANG_ALLOWED_HOSTS",
        "127.0.0.1,localhost,[::1]",
        "允许的域名，逗号分开。",
        "Host names that are answered, separated by commas.",
    ),
    Variable(
        "SHANGLIANG_ORIGINS",
        "（空）",
        "前置服务器终结 HTTPS 时填对外来源，例如 https://example.gov.cn。",
        "Trusted origins when a front server ends HTTPS.",
    ),
    Variable("SHANGLIANG_HTTPS", "（空）", "设为 1 时 Cookie 只走 HTTPS。", "1 sends cookies over HTTPS only."),
    Variable(
        "SHANGLIANG_REAL_NAME_SERVICE",
        "（空：没有；演示模式用演示服务）",
        "实名核验服务：实现 RealNameService 的类。只留核验结果的指纹，不留证件号码。没有它，征集不能要求实名。",
        "A class that fills RealNameService; only a fingerprint of its result is kept, never a document number. "
        "Without one no conversation asks for real names.",
    ),
    Variable(
        "SHANGLIANG_SMS_SENDER",
        "shangliang.people.senders.EmbeddedSender",
        "谁来发短信：实现 MessageSender 的类。默认写进日志，演示模式下进收件箱。",
        "Who sends text messages: a class that fills MessageSender. By default: the log, and the inbox.",
    ),
    Variable(
        "SHANGLIANG_TILES",
        "（空：只画区（市）轮廓，不连任何外部主机）",
        "地图底图的瓦片地址，含 {z}、{x}、{y}，例如 https://tiles.example.gov.cn/{z}/{x}/{y}.png；"
        "要 WGS84 或 CGCS2000 坐标。",
        "Address template of map tiles with {z}, {x}, {y}, in WGS84; empty: outlines only, no outside host is asked.",
    ),
    Variable(
        "SHANGLIANG_TILES_CREDIT",
        "（空：示意图）",
        "底图的署名和审图号，写在地图角上。",
        "Credit and approval number of the tiles, shown in the map's corner.",
    ),
    Variable(
        "SHANGLIANG_SMTP",
        "（空：不发邮件，只写日志）",
        "邮件服务器，例如 smtp+starttls://用户:密码@mail.example.gov.cn:587；也可以 smtps:// 或 smtp://。"
        "密码里的符号要转成 %xx。",
        "Mail server, such as smtp+starttls://user:password@mail.example.gov.cn:587; also smtps:// or smtp://.",
    ),
    Variable(
        "SHANGLIANG_MAIL_FROM",
        "商量 <shangliang@localhost>",
        "邮件的发件人。",
        "Who the mails come from.",
    ),
    Variable(
        "SHANGLIANG_MAIL_SENDER",
        "shangliang.people.senders.EmbeddedSender",
        "谁来发邮件：同上。",
        "Who sends mail: as above.",
    ),
    Variable(
        "SHANGLIANG_CLOCK",
        "（空）",
        "排练用：一个写着秒数的文件，产品的时间按它前移。",
        "For rehearsals: a file that holds a number of seconds by which the product's time is moved.",
    ),
    Variable(
        "SHANGLIANG_BENCH_DATA",
        "（空：临时目录）",
        "`shangliang bench pages` 的数据目录，留着下次用。",
        "Folder that keeps the rows of `shangliang bench pages` for the next time.",
    ),
    Variable(
        "SHANGLIANG_BENCH_DATABASE",
        "（空：只量 SQLite）",
        "`shangliang bench search` 另外要量的空 PostgreSQL 库的地址。",
        "Address of an empty PostgreSQL database that `shangliang bench search` measures as well.",
    ),
    Variable(
        "SHANGLIANG_TEST_DB",
        "数据目录/test.sqlite3",
        "测试用的 SQLite 文件。",
        "The SQLite file of the tests.",
    ),
)
