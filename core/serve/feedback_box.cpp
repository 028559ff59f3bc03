#include "core/serve/feedback_box.h"

#include "core/base/log.h"
#include "core/base/whole_file.h"
#include "core/catalog/catalog.h"
#include "core/catalog/import_index.h"
#include "core/catalog/transaction.h"
#include "core/ingest/import.h"
#include "core/ingest/root_map.h"
#include "core/serve/serve_text.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>
#include <QUuid>

#include <fcntl.h>
#include <unistd.h>

namespace creel {

namespace {

constexpr std::chrono::seconds retryPause{10}; // where the catalog was busy or gone

QByteArray toBytes(const WebFeedback& feedback, const QString& photo)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("photo"), photo},
                                     {QStringLiteral("label"), feedback.label},
                                     {QStringLiteral("predicted"), feedback.predicted},
                                     {QStringLiteral("model_hash"), feedback.modelHash},
                                     {QStringLiteral("received_at"), feedback.receivedAt}})
        .toJson();
}

QJsonObject readNote(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

/// Complete and on the disk, or not there at all.
Result<void> writeDurably(const QString& path, QByteArrayView bytes)
{
    if (const auto written = writeWhole(path, bytes); !written)
        return fail(ErrorCode::Unwritable, ServeText::tr("The correction cannot be stored."),
                    written.error());
    return {};
}

/// Makes the names of new files survive a power cut too.
void syncFolder(const QDir& folder)
{
    const int descriptor =
        ::open(QFile::encodeName(folder.path()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

qint64 bytesIn(const QDir& folder)
{
    qint64 bytes = 0;
    for (const QFileInfo& file : folder.entryInfoList(QDir::Files | QDir::Hidden))
        bytes += file.size();
    return bytes;
}

} // namespace

QString FeedbackBox::folderOf(const QString& catalog)
{
    return QFileInfo(catalog).absoluteFilePath() + QStringLiteral("-web");
}

Result<std::unique_ptr<FeedbackBox>> FeedbackBox::open(const FeedbackOptions& options)
{
    CREEL_TRY(openCatalog(options.catalog, Connection::Access::ReadWrite));
    const QString folder = folderOf(options.catalog);
    if (!QDir().mkpath(folder))
        return fail(ErrorCode::Unwritable,
                    ServeText::tr("Cannot make the folder %1 for photos from the web.").arg(folder));
    return std::unique_ptr<FeedbackBox>(new FeedbackBox(options));
}

FeedbackBox::FeedbackBox(const FeedbackOptions& options)
    : m_options(options), m_folder(folderOf(options.catalog)), m_bytes(bytesIn(m_folder))
{
    m_thread = std::thread([this] { run(); });
}

FeedbackBox::~FeedbackBox()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_stop.cancel();
    m_wake.notify_all();
    m_thread.join();
}

Result<void> FeedbackBox::take(QByteArrayView photo, const QByteArray& format, const WebFeedback& feedback)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_bytes + photo.size() > m_options.folderBytes)
            return fail(ErrorCode::DiskFull, ServeText::tr("This server takes no more corrections."));
        m_bytes += photo.size();
    }
    const Result<void> stored = store(photo, format, feedback);
    {
        const std::lock_guard lock(m_mutex);
        if (stored)
            m_hasNews = true;
        else
            m_bytes -= photo.size();
    }
    m_wake.notify_all();
    return stored;
}

Result<void> FeedbackBox::store(QByteArrayView photo, const QByteArray& format,
                                const WebFeedback& feedback) const
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QString photoName = id + QLatin1Char('.') + QLatin1String(format == "jpeg" ? "jpg" : format);
    const QString photoFile = m_folder.filePath(photoName);
    // The photo first: a note without its photo would promise what is not there.
    CREEL_TRY(writeDurably(photoFile, photo));
    auto removePhoto = qScopeGuard([&] { QFile::remove(photoFile); });
    CREEL_TRY(writeDurably(m_folder.filePath(id + QStringLiteral(".json")), toBytes(feedback, photoName)));
    removePhoto.dismiss();
    syncFolder(m_folder);
    return {};
}

void FeedbackBox::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_isStopping) {
        m_wake.wait(lock, [this] { return m_isStopping || m_hasNews; });
        m_hasNews = false;
        lock.unlock();
        const QStringList notes = waiting();
        const Result<void> imported = notes.isEmpty() ? Result<void>() : importWaiting(notes);
        if (!imported && imported.error().code != ErrorCode::Cancelled)
            qCWarning(logServe, "corrections wait outside the catalog: %s",
                      qUtf8Printable(imported.error().message));
        lock.lock();
        if (!imported) {
            m_wake.wait_for(lock, retryPause, [this] { return m_isStopping; });
            m_hasNews = true;
        }
    }
}

QStringList FeedbackBox::waiting() const
{
    return m_folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
}

QString FeedbackBox::photoOf(const QString& note) const
{
    return readNote(m_folder.filePath(note))[QLatin1String("photo")].toString();
}

Result<void> FeedbackBox::importWaiting(const QStringList& notes)
{
    ImportRequest request;
    request.catalogPath = m_options.catalog;
    for (const QString& note : notes) {
        const QString photo = m_folder.filePath(photoOf(note));
        if (QFileInfo(photo).isFile()) // or it was taken away by hand, or the note was, by another server
            request.paths.append(bytePathFromLocal(photo));
    }
    if (!request.paths.isEmpty())
        CREEL_TRY(importPhotos(request, JobContext(m_stop, {})));
    CREEL_TRY(record(notes));
    for (const QString& note : notes)
        QFile::remove(m_folder.filePath(note));
    return {};
}

Result<void> FeedbackBox::record(const QStringList& notes)
{
    CREEL_ASSIGN(const auto connection, openCatalog(m_options.catalog, Connection::Access::ReadWrite));
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(*connection));
    CREEL_ASSIGN(const RootMap roots, RootMap::load(*connection));
    const FolderId folder = roots.known(bytePathFromLocal(m_folder.path()));
    FeedbackStore store(*connection);
    ImportIndex index(*connection);
    for (const QString& note : notes) {
        const QJsonObject json = readNote(m_folder.filePath(note));
        CREEL_ASSIGN(const auto photo, index.find(folder, json[QLatin1String("photo")].toString().toUtf8()));
        if (!photo)
            continue; // its file was taken away by hand
        CREEL_TRY(store.put(*photo, {json[QLatin1String("label")].toString(),
                                     json[QLatin1String("predicted")].toString(),
                                     json[QLatin1String("model_hash")].toString(),
                                     json[QLatin1String("received_at")].toInteger()}));
    }
    return transaction.commit();
}

} // namespace creel
