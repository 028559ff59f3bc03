#include "core/learning/download.h"

#include "tests/support/hardship.h"

#include <QCryptographicHash>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>
#include <QtTest>

using namespace creel;
using namespace creel::test;

namespace {

/// A web server on this machine that answers each request as the test says.
class OddServer : public QTcpServer
{
public:
    /// What one request gets.
    struct Answer
    {
        QByteArray status = "200 OK";
        QByteArray body = {};
        qint64 claimedLength = -1; ///< -1: the truth, -2: none is told
        qint64 from = 0;           ///< first byte of the body within the file; above 0 is told as a range
        qint64 cutAfter = -1;      ///< bytes of the body after which the connection is cut
        qint64 stallAfter = -1;    ///< bytes after which nothing more comes
    };

    OddServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(socket); });
        });
    }

    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1/net-0123.pth").arg(serverPort())); }

    QList<Answer> answers; ///< one after the other; the last one is repeated
    QByteArrayList requests;

private:
    void answer(QTcpSocket* socket)
    {
        if (!socket->peek(socket->bytesAvailable()).contains("\r\n\r\n"))
            return; // the rest of the request is on its way
        const QByteArray request = socket->readAll();
        // Qt may send the same request again when its connection is cut: it is cut again then.
        const bool isRepeated =
            m_lastAnswer.cutAfter >= 0 && !requests.isEmpty() && request == requests.last();
        const Answer answer =
            isRepeated ? m_lastAnswer : answers[std::min(requests.size(), answers.size() - 1)];
        m_lastAnswer = answer;
        if (!isRepeated)
            requests.append(request);
        const qint64 length = answer.claimedLength >= 0 ? answer.claimedLength : answer.body.size();
        QByteArray head = "HTTP/1.1 " + answer.status;
        if (answer.claimedLength != -2)
            head += "\r\nContent-Length: " + QByteArray::number(length);
        if (answer.from > 0)
            head += "\r\nContent-Range: bytes " + QByteArray::number(answer.from) + '-' +
                    QByteArray::number(answer.from + answer.body.size() - 1) + "/*";
        socket->write(head + "\r\nConnection: close\r\n\r\n");
        const qint64 stop = std::max(answer.cutAfter, answer.stallAfter);
        socket->write(stop >= 0 ? answer.body.left(stop) : answer.body);
        if (answer.stallAfter < 0)
            socket->disconnectFromHost();
    }

    Answer m_lastAnswer;
};

QByteArray photoBytes(int size)
{
    QByteArray bytes(size, '\0');
    for (int i = 0; i < size; ++i)
        bytes[i] = char(i * 31 + i / 251);
    return bytes;
}

QByteArray prefixOf(const QByteArray& bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().left(8);
}

} // namespace

/// Fetches files from servers of every temper; what is there in the end is right, or is not there.
class DownloadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void fetchesAFile();
    void goesOnWhereTheServerCut();
    void goesOnWhereTheServerStalled();
    void goesOnAfterANewStart();
    void startsOverWhereTheServerDoesNotResume();
    void startsOverWhereTheBeginningWasAnotherFile();
    void takesAPartThatWasWhole();
    void refusesALengthTooLong();
    void refusesALengthTooShort();
    void refusesAWrongFile();
    void refusesAnEndlessFile();
    void keepsThePageOfAnErrorOut();
    void triesAgainWhenTheServerIsBusy();
    void saysThatNobodyIsThere();
    void stopsWhenCancelled();
    void refusesToFetchAFileTwiceAtATime();
    void refusesOtherSchemes();
    void saysThatTheFolderIsMissing();
    void saysThatTheDiskIsFull();

private:
    Result<void> fetch(JobContext context = {}) { return fetchFile(m_download, std::move(context)); }
    QByteArray fetched() const
    {
        QFile file(m_download.target);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    bool leftNothing() const
    {
        return !QFile::exists(m_download.target) &&
               QFileInfo(m_download.target + QStringLiteral(".part")).size() == 0;
    }
    void writePart(const QByteArray& bytes) const
    {
        QFile part(m_download.target + QStringLiteral(".part"));
        QVERIFY(part.open(QIODevice::WriteOnly) && part.write(bytes) == bytes.size());
    }

    const QByteArray m_file = photoBytes(300'000);
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OddServer> m_server;
    Download m_download;
};

void DownloadTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<OddServer>();
    m_download = {
        m_server->url(), m_folder->filePath(QStringLiteral("net.pth")), m_file.size(), prefixOf(m_file), {}};
}

void DownloadTest::fetchesAFile()
{
    m_server->answers = {{.body = m_file}};
    const auto done = fetch();
    QVERIFY2(done, qPrintable(done ? QString() : done.error().message));
    QCOMPARE(fetched(), m_file);
    QVERIFY(!QFile::exists(m_download.target + QStringLiteral(".part")));
    QVERIFY(m_server->requests.first().startsWith("GET /net-0123.pth "));
}

void DownloadTest::goesOnWhereTheServerCut()
{
    m_server->answers = {{.body = m_file, .cutAfter = 100'000},
                         {.status = "206 Partial Content", .body = m_file.mid(100'000), .from = 100'000}};
    QVERIFY(fetch());
    QCOMPARE(fetched(), m_file);
    QCOMPARE(m_server->requests.size(), 2);
    QVERIFY(m_server->requests.last().contains("Range: bytes=100000-"));
}

void DownloadTest::goesOnWhereTheServerStalled()
{
    m_download.stallSeconds = 1;
    m_server->answers = {{.body = m_file, .stallAfter = 120'000},
                         {.status = "206 Partial Content", .body = m_file.mid(120'000), .from = 120'000}};
    m_download.stallSeconds = 1;
    QVERIFY(fetch());
    QCOMPARE(fetched(), m_file);
}

void DownloadTest::goesOnAfterANewStart()
{
    m_server->answers = {{.body = m_file, .cutAfter = 50'000}};
    m_download.attempts = 1;
    const auto cut = fetch();
    QVERIFY(!cut);
    QVERIFY(cut.error().message.contains(QLatin1String("creel weights add")));
    QVERIFY(!QFile::exists(m_download.target));
    m_server->requests.clear();
    m_server->answers = {{.status = "206 Partial Content", .body = m_file.mid(50'000), .from = 50'000}};
    QVERIFY(fetch());
    QCOMPARE(fetched(), m_file);
}

void DownloadTest::startsOverWhereTheServerDoesNotResume()
{
    for (const QByteArray& status : {QByteArray("200 OK"), QByteArray("416 Range Not Satisfiable")}) {
        writePart(m_file.left(1000));
        m_server->requests.clear();
        m_server->answers = {{.status = status, .body = status.startsWith("200") ? m_file : QByteArray("no")},
                             {.body = m_file}};
        QVERIFY(fetch());
        QCOMPARE(fetched(), m_file);
    }
}

void DownloadTest::startsOverWhereTheBeginningWasAnotherFile()
{
    writePart("quite another beginning");
    const qint64 had = 23;
    m_server->answers = {{.status = "206 Partial Content", .body = m_file.mid(had), .from = had},
                         {.body = m_file}};
    QVERIFY(fetch());
    QCOMPARE(fetched(), m_file);
}

void DownloadTest::takesAPartThatWasWhole()
{
    writePart(m_file);
    m_server->answers = {{.status = "500 No"}};
    QVERIFY(fetch());
    QCOMPARE(fetched(), m_file);
    QVERIFY(m_server->requests.isEmpty());
}

void DownloadTest::refusesALengthTooLong()
{
    m_server->answers = {{.body = m_file, .claimedLength = m_file.size() + 5}};
    QVERIFY(!fetch());
    QVERIFY(!QFile::exists(m_download.target));
}

void DownloadTest::refusesALengthTooShort()
{
    m_server->answers = {{.body = m_file, .claimedLength = m_file.size() - 5}};
    const auto done = fetch();
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Corrupt);
    QVERIFY(leftNothing());
}

void DownloadTest::refusesAWrongFile()
{
    QByteArray wrong = m_file;
    wrong[5] = char(wrong[5] + 1);
    m_server->answers = {{.body = wrong}};
    const auto done = fetch();
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Corrupt);
    QVERIFY(done.error().message.contains(QString::fromLatin1(m_download.sha256Prefix)));
    QVERIFY(leftNothing());
}

void DownloadTest::refusesAnEndlessFile()
{
    m_server->answers = {{.body = photoBytes(900'000)}};
    QVERIFY(!fetch());
    QVERIFY(leftNothing());
    QCOMPARE(m_server->requests.size(), 1);
}

void DownloadTest::keepsThePageOfAnErrorOut()
{
    m_server->answers = {{.status = "404 Not Found", .body = "<html>nothing here</html>"}};
    const auto done = fetch();
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::NotFound);
    QVERIFY(leftNothing());
    QCOMPARE(m_server->requests.size(), 1);
}

void DownloadTest::triesAgainWhenTheServerIsBusy()
{
    m_server->answers = {{.status = "503 Busy"}, {.body = m_file}};
    QVERIFY(fetch());
    QCOMPARE(fetched(), m_file);
}

void DownloadTest::saysThatNobodyIsThere()
{
    m_server->close();
    const auto done = fetch();
    QVERIFY(!done);
    QVERIFY(done.error().message.contains(QLatin1String("cannot be fetched")));
}

void DownloadTest::stopsWhenCancelled()
{
    m_server->answers = {{.body = m_file, .stallAfter = 10}};
    const CancelToken token;
    QTimer::singleShot(50, this, [token] { token.cancel(); });
    const auto done = fetch(JobContext(token, {}));
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Cancelled);
    QVERIFY(!QFile::exists(m_download.target));
}

void DownloadTest::refusesToFetchAFileTwiceAtATime()
{
    m_server->answers = {{.body = m_file}};
    std::optional<Result<void>> second;
    connect(m_server.get(), &QTcpServer::newConnection, this, [&] {
        if (!second)
            second = fetch(); // within the first one's event loop
    });
    QVERIFY(fetch());
    QVERIFY(second && !*second);
    QCOMPARE(second->error().code, ErrorCode::Busy);
    QCOMPARE(fetched(), m_file);
    QCOMPARE(m_server->requests.size(), 1);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList(QStringLiteral("net.pth")));
    QVERIFY(fetch()); // the next may
}

void DownloadTest::refusesOtherSchemes()
{
    m_download.url = QUrl(QStringLiteral("file:///etc/passwd"));
    QCOMPARE(fetch().error().code, ErrorCode::BadInput);
}

void DownloadTest::saysThatTheFolderIsMissing()
{
    m_download.target = m_folder->filePath(QStringLiteral("no/such/folder/net.pth"));
    QCOMPARE(fetch().error().code, ErrorCode::Unwritable);
}

void DownloadTest::saysThatTheDiskIsFull()
{
    const QByteArray file = m_file.left(10'000);
    m_download.bytes.reset();
    m_download.sha256Prefix.clear(); // nothing but the writing can tell
    m_server->answers = {{.body = file, .claimedLength = -2}};
    {
        const FileSizeLimit limit(8'000);
        const auto done = fetch();
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Unwritable);
    }
    QVERIFY(!QFile::exists(m_download.target));
    m_server->answers = {
        {.status = "206 Partial Content", .body = file.mid(8'000), .claimedLength = -2, .from = 8'000}};
    QVERIFY(fetch()); // goes on where there was room
    QCOMPARE(fetched(), file);
}

QTEST_GUILESS_MAIN(DownloadTest)
#include "tst_download.moc"
