#include "core/learning/download.h"

#include "core/learning/learning_text.h"
#include "core/learning/weight_store.h"

#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QTimer>

#include <cstdio>
#include <memory>
#include <unistd.h>

namespace creel {

namespace {

constexpr qint64 mostBytes = qint64(2) << 30; // where the length is not known

/// Asks the system, which on Linux means http_proxy and its kin.
class SystemProxies : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override
    {
        return systemProxyForQuery(query);
    }
};

/// How one connection ended.
enum class Ending
{
    Complete,    ///< the server says that this was all
    Interrupted, ///< another attempt may go on from here
    Refused      ///< no attempt will help; see the message
};

/// One file on its way.
class Fetcher
{
public:
    Fetcher(const Download& download, JobContext context)
        : m_download(download)
        , m_context(std::move(context))
        , m_lock(download.target + QStringLiteral(".lock"))
        , m_part(download.target + QStringLiteral(".part"))
    {
        m_lock.setStaleLockTime(0); // what a killed program held counts for nothing
        if (download.proxy.isEmpty()) {
            m_network.setProxyFactory(new SystemProxies);
        } else {
            const bool isSocks = download.proxy.scheme().startsWith(QLatin1String("socks"));
            m_network.setProxy({isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy,
                                download.proxy.host(), quint16(download.proxy.port(isSocks ? 1080 : 8080)),
                                download.proxy.userName(), download.proxy.password()});
        }
    }

    Result<void> run();

private:
    Result<void> openPart();
    Result<void> fetchAll();
    Ending attempt();
    QNetworkRequest request() const;
    void take(QNetworkReply& reply);
    bool begin(QNetworkReply& reply);
    Ending endingOf(QNetworkReply& reply);
    Ending endingOfStatus(QNetworkReply& reply, int status);
    Result<void> check() const;
    Result<void> keep();
    qint64 limit() const { return m_download.bytes ? 2 * *m_download.bytes : mostBytes; }
    tl::unexpected<Error> unreachable() const;

    const Download& m_download;
    JobContext m_context;
    QLockFile m_lock; ///< of the part
    QFile m_part;
    QNetworkAccessManager m_network;
    bool m_hasBegun = false;
    qint64 m_begunAt = 0;  ///< size of the part when this attempt's first byte came
    qint64 m_promised = 0; ///< bytes that the server said it would send in this attempt
    bool m_isTooLong = false;
    bool m_cannotWrite = false;
    QString m_why; ///< what went wrong last
};

QNetworkRequest Fetcher::request() const
{
    QNetworkRequest request(m_download.url);
    request.setRawHeader("Accept-Encoding", "identity"); // or ranges would count other bytes
    request.setTransferTimeout(m_download.stallSeconds * 1000);
    if (m_part.size() > 0)
        request.setRawHeader("Range", "bytes=" + QByteArray::number(m_part.size()) + '-');
    return request;
}

/// At the first byte: goes on where the part ends, or starts over where the server sends everything.
bool Fetcher::begin(QNetworkReply& reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != 200 && status != 206)
        return false; // a page that explains an error is no part of the file
    const QByteArray start = "bytes " + QByteArray::number(m_part.size()) + '-';
    const bool goesOn = status == 206 && reply.rawHeader("Content-Range").startsWith(start);
    if (status == 206 && !goesOn)
        return false;
    m_hasBegun = true;
    if (!goesOn && !m_part.resize(0))
        m_cannotWrite = true;
    m_promised = reply.header(QNetworkRequest::ContentLengthHeader).toLongLong();
    m_begunAt = m_part.size();
    m_part.seek(m_part.size());
    return true;
}

void Fetcher::take(QNetworkReply& reply)
{
    if (!m_hasBegun && !begin(reply))
        return;
    const QByteArray bytes = reply.readAll();
    m_isTooLong = m_part.size() + bytes.size() > limit();
    m_cannotWrite = m_cannotWrite || (!m_isTooLong && m_part.write(bytes) != bytes.size());
    if (m_isTooLong || m_cannotWrite)
        return reply.abort();
    m_context.report(m_part.size() >> 20, m_download.bytes.value_or(0) >> 20,
                     LearningText::tr("Fetching %1 (MiB)").arg(m_download.url.fileName()));
}

Ending Fetcher::attempt()
{
    m_hasBegun = false;
    m_begunAt = m_part.size();
    m_promised = 0;
    const std::unique_ptr<QNetworkReply> reply(m_network.get(request()));
    QEventLoop loop;
    QTimer cancelLook;
    QObject::connect(reply.get(), &QNetworkReply::readyRead, &loop, [&] { take(*reply); });
    QObject::connect(reply.get(), &QNetworkReply::metaDataChanged, &loop, [&] {
        if (m_hasBegun) // cut off, Qt asked again by itself, which would start from the first byte
            reply->abort();
    });
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QObject::connect(&cancelLook, &QTimer::timeout, &loop, [&] {
        if (m_context.isCancelled())
            reply->abort();
    });
    cancelLook.start(100);
    if (!reply->isFinished())
        loop.exec();
    if (reply->bytesAvailable() > 0 && reply->isOpen() && !m_isTooLong && !m_cannotWrite)
        take(*reply);
    return endingOf(*reply);
}

Ending Fetcher::endingOf(QNetworkReply& reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_isTooLong) {
        m_why = LearningText::tr("the server sends far more than the file's size");
        m_part.resize(0);
        return Ending::Refused;
    }
    if (m_cannotWrite || m_context.isCancelled())
        return Ending::Refused;
    if (status >= 300 || (status == 206 && !m_hasBegun))
        return endingOfStatus(reply, status);
    if (reply.error() != QNetworkReply::NoError) {
        m_why = reply.error() == QNetworkReply::OperationCanceledError
                    ? LearningText::tr("nothing came for %1 s").arg(m_download.stallSeconds)
                    : reply.errorString();
        return Ending::Interrupted;
    }
    if (m_part.size() - m_begunAt < m_promised) { // Qt passes over a connection that ends early
        m_why = LearningText::tr("the connection ended after %1 of %2 bytes")
                    .arg(m_part.size() - m_begunAt)
                    .arg(m_promised);
        return Ending::Interrupted;
    }
    return Ending::Complete;
}

Ending Fetcher::endingOfStatus(QNetworkReply& reply, int status)
{
    if (status == 416 || status == 206) { // what came so far is no beginning of what the server has
        m_why = LearningText::tr("the server does not resume");
        m_part.resize(0);
        return Ending::Interrupted;
    }
    m_why = reply.errorString();
    return status >= 500 || status == 429 ? Ending::Interrupted : Ending::Refused;
}

tl::unexpected<Error> Fetcher::unreachable() const
{
    return fail(
        ErrorCode::NotFound,
        LearningText::tr("%1 cannot be fetched: %2. Try again (what came so far is kept), name a mirror, or "
                         "fetch the file elsewhere and take it in with `creel weights add`.")
            .arg(m_download.url.toDisplayString(), m_why));
}

Result<void> Fetcher::fetchAll()
{
    for (int i = 0; i < m_download.attempts; ++i) {
        const Ending ending = attempt();
        if (ending == Ending::Complete)
            return {};
        if (m_context.isCancelled())
            return fail(ErrorCode::Cancelled,
                        LearningText::tr("Fetching was stopped; the next fetch goes on from there."));
        if (m_cannotWrite)
            return fail(
                ErrorCode::Unwritable,
                LearningText::tr("%1 cannot be written: %2.").arg(m_part.fileName(), m_part.errorString()));
        if (ending == Ending::Refused)
            break;
    }
    return unreachable();
}

Result<void> Fetcher::check() const
{
    if (m_download.sha256Prefix.isEmpty())
        return {};
    CREEL_ASSIGN(const QByteArray sha256, sha256Of(m_part.fileName()));
    if (sha256.startsWith(m_download.sha256Prefix))
        return {};
    return fail(
        ErrorCode::Corrupt,
        LearningText::tr("What %1 sent is another file than the one wanted (its SHA-256 begins with %2, "
                         "not %3), so it was thrown away. Try again or name another mirror.")
            .arg(m_download.url.toDisplayString(), QString::fromLatin1(sha256.left(8)),
                 QString::fromLatin1(m_download.sha256Prefix)));
}

Result<void> Fetcher::keep()
{
    const bool isSynced = ::fsync(m_part.handle()) == 0;
    m_part.close();
    if (isSynced && std::rename(QFile::encodeName(m_part.fileName()).constData(),
                                QFile::encodeName(m_download.target).constData()) == 0)
        return {};
    return fail(ErrorCode::Unwritable, LearningText::tr("%1 cannot be written.").arg(m_download.target));
}

Result<void> Fetcher::openPart()
{
    if (!m_lock.tryLock() && m_lock.error() == QLockFile::LockFailedError)
        return fail(ErrorCode::Busy,
                    LearningText::tr("%1 is being fetched already. Wait for it.").arg(m_download.target));
    // Unbuffered, so that a full disk is noticed where the bytes are written.
    if (!m_part.open(QIODevice::ReadWrite | QIODevice::Unbuffered))
        return fail(
            ErrorCode::Unwritable,
            LearningText::tr("%1 cannot be written: %2.").arg(m_part.fileName(), m_part.errorString()));
    return {};
}

Result<void> Fetcher::run()
{
    if (!m_download.url.scheme().startsWith(QLatin1String("http")))
        return fail(
            ErrorCode::BadInput,
            LearningText::tr("%1 is no http or https address.").arg(m_download.url.toDisplayString()));
    CREEL_TRY(openPart());
    const bool wasResumed = m_part.size() > 0;
    const bool isWhole = wasResumed && !m_download.sha256Prefix.isEmpty() && check();
    if (!isWhole)
        CREEL_TRY(fetchAll());
    Result<void> isRight = check();
    if (!isRight && wasResumed) { // the old beginning may be to blame
        m_part.resize(0);
        CREEL_TRY(fetchAll());
        isRight = check();
    }
    if (!isRight) {
        m_part.remove();
        return isRight;
    }
    return keep();
}

} // namespace

Result<void> fetchFile(const Download& download, JobContext context)
{
    return Fetcher(download, std::move(context)).run();
}

} // namespace creel
