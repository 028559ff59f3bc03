#include "ui/desk.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/catalog/backup.h"
#include "core/catalog/catalog.h"
#include "core/catalog/job_store.h"
#include "core/catalog/setting_store.h"

#include <QDateTime>
#include <QElapsedTimer>

namespace creel {

namespace {

/// Photos in the first paint, while the whole catalog is still being read.
constexpr qint64 firstLook = 400;
/// More rows than this take over 8 ms to write, so a worker writes them.
constexpr qint64 mostRowsAtOnce = 150;

constexpr qsizetype mostKeptSelected = 1000;
constexpr int refreshIntervalMs = 1000;
constexpr int saveDelayMs = 800;
constexpr int careIntervalMs = 10'000;
constexpr int backupsKept = 12;
constexpr qint64 backupIntervalSeconds = 30 * 60;

qint64 startOfToday()
{
    return QDate::currentDate().startOfDay().toMSecsSinceEpoch();
}

QList<PhotoId> photosOf(const Edit& edit)
{
    return std::visit(
        [](const auto& kind) {
            if constexpr (requires { kind.photos; })
                return kind.photos;
            else
                return QList<PhotoId>();
        },
        edit);
}

} // namespace

Desk::Desk(QObject* parent) : QObject(parent), m_selection(&m_model), m_jobs(1)
{
    m_workers.setMaxThreadCount(2);
    m_refreshTimer.setInterval(refreshIntervalMs);
    connect(&m_refreshTimer, &QTimer::timeout, this, [this] {
        if (const auto done = m_session->refresh(); !done)
            qCWarning(logUi) << "looking for changes failed:" << done.error().message;
    });
    m_reloadTimer.setSingleShot(true);
    connect(&m_reloadTimer, &QTimer::timeout, this, &Desk::loadIndex);
    m_saveTimer.setInterval(saveDelayMs);
    m_saveTimer.setSingleShot(true);
    connect(&m_saveTimer, &QTimer::timeout, this, &Desk::saveView);
    m_careTimer.setInterval(careIntervalMs);
    connect(&m_careTimer, &QTimer::timeout, this, &Desk::careForCatalog);
    connect(&m_selection, &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (current.isValid())
            m_wantedCurrent = currentPhoto();
        m_saveTimer.start();
        Q_EMIT currentChanged();
    });
}

Desk::~Desk()
{
    close();
}

Result<void> Desk::open(const QString& catalogPath, Connection::Access access)
{
    CREEL_ASSIGN(std::unique_ptr<Connection> connection, openCatalog(catalogPath, access));
    CREEL_TRY(connection->leaveCheckpointsToOthers());
    close();
    m_connection = std::move(connection);
    m_session = std::make_unique<ReviewSession>(*m_connection, currentUser());
    connect(m_session.get(), &ReviewSession::changed, this, &Desk::onSessionChanged);
    connect(m_session.get(), &ReviewSession::photosChanged, this, &Desk::reloadSoon);
    m_decidedToday =
        m_connection
            ->integer(QStringLiteral("SELECT count(*) FROM review WHERE decided_at >= ?"), {startOfToday()})
            .value_or(0);
    restoreView();
    loadLabels();
    Q_EMIT opened();
    if (auto look = PhotoIndex::load(*m_connection, firstLook); look) {
        useIndex(std::move(*look), false);
        // The order of rows is the default order, so this much can be shown without waiting for a worker.
        showSet(m_index, selectPhotos(*m_index, m_livingLabels, m_filter, m_order));
    }
    loadIndex();
    m_refreshTimer.start();
    m_careTimer.start();
    return {};
}

void Desk::close()
{
    if (!isOpen())
        return;
    Q_EMIT aboutToClose();
    saveView();
    m_refreshTimer.stop();
    m_saveTimer.stop();
    m_reloadTimer.stop();
    m_careTimer.stop();
    m_loadToken.cancel();
    m_selectToken.cancel();
    for (Job* job : m_jobs.running())
        job->cancel();
    m_workers.waitForDone();
    (void)SettingStore(*m_connection).setValues(std::exchange(m_unsavedSettings, {}));
    ++m_generation;
    m_isRecounting = false;
    m_isLoading = false;
    m_isSavingSettings = false;
    m_settings.clear();
    m_changedWhileLoading.clear();
    m_boxedWhileLoading.clear();
    showSet(nullptr, {});
    m_session.reset();
    m_index.reset();
    m_connection.reset();
    m_labels.clear();
    m_livingLabels = {};
    m_counts = {};
    m_pace = {};
    m_wantedCurrent = {};
    Q_EMIT closed();
}

template<class Work, class Done>
void Desk::onWorker(Work work, Done done)
{
    m_workers.start(
        [this, generation = m_generation, work = std::move(work), done = std::move(done)]() mutable {
            auto result = work();
            QMetaObject::invokeMethod(
                this,
                [this, generation, result = std::move(result), done = std::move(done)]() mutable {
                    if (generation == m_generation && isOpen())
                        done(std::move(result));
                },
                Qt::QueuedConnection);
        });
}

/// Import changes photos all the time; a large catalog is not read again and again for it.
void Desk::reloadSoon()
{
    m_mustReload = true;
    if (!m_isLoading && !m_reloadTimer.isActive())
        m_reloadTimer.start(int(std::clamp<qint64>(3 * m_loadMs, 200, 10'000)));
}

void Desk::loadIndex()
{
    m_isLoading = true;
    m_mustReload = false;
    m_changedWhileLoading.clear();
    m_boxedWhileLoading.clear();
    m_loadToken = CancelToken();
    QElapsedTimer timer;
    timer.start();
    onWorker(
        [path = catalogPath(), token = m_loadToken]() -> Result<std::shared_ptr<PhotoIndex>> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadOnly));
            return PhotoIndex::load(*connection, -1, token);
        },
        [this, timer](Result<std::shared_ptr<PhotoIndex>> index) {
            m_isLoading = false;
            m_loadMs = timer.elapsed();
            if (index)
                useIndex(std::move(*index), true);
            else if (index.error().code != ErrorCode::Cancelled)
                Q_EMIT failed(index.error());
            if (m_mustReload)
                reloadSoon();
        });
}

void Desk::useIndex(std::shared_ptr<PhotoIndex> index, bool isWhole)
{
    m_index = std::move(index);
    m_isFullyLoaded = isWhole;
    // Edits made while the index was being read are in the catalog but maybe not in it.
    if (!m_changedWhileLoading.isEmpty())
        rereadReviews(std::exchange(m_changedWhileLoading, {}));
    if (!m_boxedWhileLoading.isEmpty())
        rereadBoxes(std::exchange(m_boxedWhileLoading, {}));
    loadLabels();
    Q_EMIT indexChanged();
    if (isWhole) {
        refreshSet();
        recount();
    }
}

void Desk::loadLabels()
{
    const auto all = m_session->labels();
    if (!all) {
        Q_EMIT failed(all.error());
        return;
    }
    m_livingLabels = LivingLabels(*all);
    m_labels.clear();
    for (const Label& label : *all) {
        if (!label.mergedInto.isValid())
            m_labels.append(label);
    }
    Q_EMIT labelsChanged();
    keepFilterLiving();
}

/// A filter on a label that was merged follows it; one on a label that is gone is dropped.
void Desk::keepFilterLiving()
{
    const auto living = [this](const QSet<LabelId>& former) {
        QSet<LabelId> labels;
        for (const LabelId label : former) {
            if (const LabelId living = m_livingLabels(label); !label.isValid() || living.isValid())
                labels.insert(living);
        }
        return labels;
    };
    const PhotoFilter former = m_filter;
    m_filter.labels = living(m_filter.labels);
    m_filter.boxLabels = living(m_filter.boxLabels);
    m_filter.predicted = living(m_filter.predicted);
    if (m_filter == former)
        return;
    Q_EMIT filterChanged();
    refreshSet();
}

std::optional<Label> Desk::label(LabelId living) const
{
    const auto found = std::ranges::find(m_labels, living, &Label::id);
    return found == m_labels.end() ? std::nullopt : std::optional(*found);
}

std::optional<Label> Desk::labelOfPhoto(Row row) const
{
    return label(m_livingLabels(m_index->label(row)));
}

std::optional<Label> Desk::proposalFor(Row row) const
{
    const PredictionFacts prediction = m_index->prediction(row);
    return prediction.isThere ? label(m_livingLabels(prediction.label)) : std::nullopt;
}

void Desk::reloadPredictions()
{
    if (!m_index)
        return;
    onWorker(
        [path = catalogPath(), index = m_index]() -> Result<void> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadOnly));
            return index->loadPredictions(*connection);
        },
        [this](const Result<void>& loaded) {
            if (!loaded)
                return Q_EMIT failed(loaded.error());
            Q_EMIT predictionsChanged();
            recount();
            if (m_order.key == SortKey::Confidence || m_filter.disagrees || m_filter.abstains ||
                m_filter.isPredicted || !m_filter.predicted.isEmpty() || !m_filter.confidences.isEmpty())
                refreshSet();
        });
}

void Desk::setFilter(const PhotoFilter& filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    Q_EMIT filterChanged();
    refreshSet();
    m_saveTimer.start();
}

void Desk::setOrder(const PhotoOrder& order)
{
    if (order == m_order)
        return;
    m_order = order;
    Q_EMIT orderChanged();
    refreshSet();
    m_saveTimer.start();
}

void Desk::refreshSet()
{
    if (!m_index)
        return;
    m_selectToken.cancel();
    m_selectToken = CancelToken();
    onWorker(
        [index = std::shared_ptr<const PhotoIndex>(m_index), labels = m_livingLabels, filter = m_filter,
         order = m_order, token = m_selectToken] {
            return std::pair(index, selectPhotos(*index, labels, filter, order, token));
        },
        [this, token = m_selectToken](std::pair<std::shared_ptr<const PhotoIndex>, PhotoSet> result) {
            if (!token.isCancelled())
                showSet(std::move(result.first), std::move(result.second));
        });
}

void Desk::showSet(std::shared_ptr<const PhotoIndex> index, PhotoSet set)
{
    const int formerPosition = currentPosition();
    const PhotoId wanted = m_wantedCurrent;
    const QList<PhotoId> selected = selectedForKeeping();
    m_model.reset(std::move(index), std::move(set));
    Q_EMIT setChanged();
    if (m_model.rowCount() == 0)
        return;
    const int position = m_model.positionOf(wanted);
    setCurrentPosition(position >= 0 ? position : std::max(formerPosition, 0));
    selectAlso(selected);
    if (position < 0 && !m_isFullyLoaded)
        m_wantedCurrent = wanted; // it may come with the rest of the catalog
}

/// A selection of several photos outlives a new set; one of very many would cost more to find again than to
/// make.
QList<PhotoId> Desk::selectedForKeeping() const
{
    qsizetype count = 0;
    for (const QItemSelectionRange& range : m_selection.selection())
        count += range.height();
    return count > 1 && count <= mostKeptSelected ? selectedPhotos() : QList<PhotoId>();
}

void Desk::selectAlso(const QList<PhotoId>& photos)
{
    QItemSelection selection;
    for (const PhotoId photo : photos) {
        if (const int position = m_model.positionOf(photo); position >= 0)
            selection.select(m_model.index(position), m_model.index(position));
    }
    m_selection.select(selection, QItemSelectionModel::Select);
}

void Desk::recount()
{
    if (!m_index)
        return;
    m_mustRecount = true;
    if (m_isRecounting)
        return;
    m_isRecounting = true;
    m_mustRecount = false;
    onWorker([index = std::shared_ptr<const PhotoIndex>(m_index),
              labels = m_livingLabels] { return countPhotos(*index, labels); },
             [this](PhotoCounts counts) {
                 m_isRecounting = false;
                 m_counts = std::move(counts);
                 Q_EMIT countsChanged();
                 if (m_mustRecount)
                     recount();
             });
}

int Desk::currentPosition() const
{
    return m_selection.currentIndex().row();
}

PhotoId Desk::currentPhoto() const
{
    return m_model.photoId(currentPosition());
}

void Desk::setCurrentPosition(int position)
{
    const int count = m_model.rowCount();
    if (count == 0)
        return;
    const QModelIndex index = m_model.index(std::clamp(position, 0, count - 1));
    m_selection.setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
}

void Desk::goToPhoto(PhotoId photo)
{
    if (const int position = m_model.positionOf(photo); position >= 0) {
        setCurrentPosition(position);
        return;
    }
    m_wantedCurrent = photo;
    if (m_filter.isEmpty())
        refreshSet();
    else
        setFilter({});
}

bool Desk::goToUnreviewed(bool forward)
{
    const int count = m_model.rowCount();
    for (int step = 1; step <= count; ++step) {
        const int position = (currentPosition() + (forward ? step : count - step) + count) % count;
        if (m_model.photoIndex()->review(m_model.photoRow(position)).state == ReviewState::Unreviewed) {
            setCurrentPosition(position);
            return true;
        }
    }
    return false;
}

QList<PhotoId> Desk::selectedPhotos() const
{
    QList<std::pair<int, int>> ranges;
    for (const QItemSelectionRange& range : m_selection.selection())
        ranges.append({range.top(), range.bottom()});
    std::ranges::sort(ranges);
    QList<PhotoId> photos;
    for (const auto& [first, last] : ranges) {
        for (int position = first; position <= last; ++position)
            photos.append(m_model.photoId(position));
    }
    if (photos.isEmpty() && currentPhoto().isValid())
        photos.append(currentPhoto());
    return photos;
}

qsizetype Desk::selectedCount() const
{
    qsizetype count = 0;
    for (const QItemSelectionRange& range : m_selection.selection())
        count += range.height();
    return count == 0 && currentPhoto().isValid() ? 1 : count;
}

bool Desk::apply(const Edit& edit)
{
    if (!isOpen())
        return false;
    if (photosOf(edit).size() <= mostRowsAtOnce)
        return report(m_session->apply(edit));
    editOnWorker([edit](ReviewSession& session) { return session.apply(edit); });
    return true;
}

void Desk::undo()
{
    if (!isOpen())
        return;
    if (m_session->undoSize().value_or(0) > mostRowsAtOnce)
        editOnWorker([](ReviewSession& session) { return session.undo(); });
    else
        report(m_session->undo());
}

void Desk::redo()
{
    if (!isOpen())
        return;
    if (m_session->redoSize().value_or(0) > mostRowsAtOnce)
        editOnWorker([](ReviewSession& session) { return session.redo(); });
    else
        report(m_session->redo());
}

void Desk::decide(const Edit& edit)
{
    const int position = currentPosition();
    const bool isSingle = photosOf(edit).size() <= 1;
    if (apply(edit) && m_advances && isSingle && position >= 0 && position + 1 < m_model.rowCount())
        setCurrentPosition(position + 1);
}

void Desk::editOnWorker(const std::function<Result<Applied>(ReviewSession&)>& edit)
{
    onWorker(
        [path = catalogPath(), edit]() -> Result<Applied> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadWrite));
            ReviewSession session(*connection, currentUser());
            return edit(session);
        },
        [this](const Result<Applied>& result) {
            report(result);
            (void)m_session->refresh(); // finds what the worker's connection wrote
        });
}

bool Desk::report(const Result<Applied>& result)
{
    if (!result) {
        Q_EMIT failed(result.error());
        return false;
    }
    if (result->isReversal) { // show what came back
        const QList<PhotoId>& back = result->photos.isEmpty() ? result->boxPhotos : result->photos;
        if (const int position = back.isEmpty() ? -1 : m_model.positionOf(back.first());
            position >= 0 && position != currentPosition())
            setCurrentPosition(position);
    } else if (result->edit.isValid() && !result->photos.isEmpty()) {
        m_pace.decided(result->photos.size(), QDateTime::currentMSecsSinceEpoch());
    }
    Q_EMIT applied(*result);
    return true;
}

void Desk::onSessionChanged(const Applied& applied)
{
    if (!applied.labels.isEmpty())
        loadLabels();
    if (m_isLoading) {
        m_changedWhileLoading.append(applied.photos);
        m_boxedWhileLoading.append(applied.boxPhotos);
    }
    rereadReviews(applied.photos);
    if (!applied.boxPhotos.isEmpty())
        rereadBoxes(applied.boxPhotos);
    if (!applied.labels.isEmpty())
        recount();
}

void Desk::rereadReviews(const QList<PhotoId>& photos)
{
    if (photos.size() <= mostRowsAtOnce) {
        rereadAndCount(photos);
        onReviewsRead(photos);
        return;
    }
    onWorker(
        [path = catalogPath(), index = m_index, photos]() -> Result<QList<PhotoId>> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadOnly));
            if (index)
                CREEL_TRY(index->loadReviews(*connection, photos));
            return photos;
        },
        [this](const Result<QList<PhotoId>>& photos) {
            if (!photos)
                return;
            onReviewsRead(*photos);
            recount();
        });
}

/// Counts what changed instead of everything: a key press must not cost a walk over a million photos.
void Desk::rereadAndCount(const QList<PhotoId>& photos)
{
    if (!m_index)
        return;
    const auto count = [&](qint64 by) {
        for (const PhotoId photo : photos) {
            if (const auto row = m_index->rowOf(photo))
                countReview(m_counts, m_index->facts(*row), m_index->review(*row), m_livingLabels, by,
                            m_index->prediction(*row));
        }
    };
    count(-1);
    (void)m_index->loadReviews(*m_connection, photos);
    count(1);
    m_mustRecount = m_isRecounting; // what is being counted may be the state before
    Q_EMIT countsChanged();
}

void Desk::rereadBoxes(const QList<PhotoId>& photos)
{
    if (!m_index)
        return;
    if (photos.size() > mostRowsAtOnce) {
        onWorker(
            [path = catalogPath(), index = m_index, photos]() -> Result<QList<PhotoId>> {
                CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadOnly));
                CREEL_TRY(index->loadBoxes(*connection, photos));
                return photos;
            },
            [this](const Result<QList<PhotoId>>& read) {
                if (read)
                    Q_EMIT boxesChanged(*read);
                recount();
            });
        return;
    }
    const auto count = [&](qint64 by) {
        const QList<QList<LabelId>> classes = m_index->boxClasses();
        for (const PhotoId photo : photos) {
            if (const auto row = m_index->rowOf(photo)) {
                const BoxFacts boxes = m_index->boxes(*row);
                countBoxes(m_counts, boxes, classes[boxes.classes], m_livingLabels, by);
            }
        }
    };
    count(-1);
    (void)m_index->loadBoxes(*m_connection, photos);
    count(1);
    m_mustRecount = m_isRecounting;
    Q_EMIT countsChanged();
    Q_EMIT boxesChanged(photos);
}

void Desk::onReviewsRead(const QList<PhotoId>& photos)
{
    m_model.touch(photos);
    m_decidedToday =
        m_connection
            ->integer(QStringLiteral("SELECT count(*) FROM review WHERE decided_at >= ?"), {startOfToday()})
            .value_or(m_decidedToday);
    Q_EMIT reviewsChanged(photos);
}

Job* Desk::importPhotos(ImportRequest request)
{
    request.catalogPath = catalogPath();
    const QString title = request.paths.size() == 1
                              ? tr("Importing %1").arg(displayPath(splitPath(request.paths.first()).second))
                              : tr("Importing %1 folders").arg(numberText(request.paths.size()));
    Job* job = m_jobs.start(title, [request](const JobContext& context) -> Result<QString> {
        CREEL_ASSIGN(const ImportSummary summary, creel::importPhotos(request, context));
        return summaryText(summary);
    });
    connect(job, &Job::finished, this, [this] {
        if (isOpen())
            (void)m_session->refresh();
    });
    return job;
}

QList<ImportRequest> Desk::takeInterruptedImports()
{
    QList<ImportRequest> requests;
    JobStore store(*m_connection);
    const auto jobs = store.unfinished();
    if (!jobs)
        return requests;
    for (const JobRecord& job : *jobs) {
        if (job.kind != QLatin1String("import"))
            continue; // others offer to go on with theirs
        requests.append(importRequestFromJson(job.parameters));
        (void)store.finish(job.id, QStringLiteral("failed"), tr("Interrupted"));
    }
    return requests;
}

QJsonValue Desk::setting(const QString& key) const
{
    if (const auto own = m_settings.constFind(key); own != m_settings.constEnd())
        return *own;
    return m_connection ? SettingStore(*m_connection).value(key).value_or(QJsonValue::Undefined)
                        : QJsonValue(QJsonValue::Undefined);
}

void Desk::setSetting(const QString& key, const QJsonValue& value)
{
    if (!isOpen())
        return;
    m_settings.insert(key, value);
    m_unsavedSettings.insert(key, value);
    saveSettings();
}

/// One write at a time, so that the newest value is the last one written.
void Desk::saveSettings()
{
    if (m_isSavingSettings || m_unsavedSettings.isEmpty())
        return;
    m_isSavingSettings = true;
    onWorker(
        [path = catalogPath(), settings = std::exchange(m_unsavedSettings, {})]() -> Result<void> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadWrite));
            return SettingStore(*connection).setValues(settings);
        },
        [this](const Result<void>& saved) {
            m_isSavingSettings = false;
            if (!saved)
                qCWarning(logUi) << "the view was not saved:" << saved.error().message;
            saveSettings();
        });
}

void Desk::restoreView()
{
    const QJsonObject view = setting(QStringLiteral("view")).toObject();
    m_filter = filterFromJson(view[QLatin1String("filter")].toObject());
    m_order = orderFromJson(view[QLatin1String("order")].toObject());
    m_wantedCurrent = PhotoId(view[QLatin1String("photo")].toInteger());
    Q_EMIT filterChanged();
    Q_EMIT orderChanged();
}

void Desk::saveView()
{
    setSetting(QStringLiteral("view"), QJsonObject{{QStringLiteral("filter"), toJson(m_filter)},
                                                   {QStringLiteral("order"), toJson(m_order)},
                                                   {QStringLiteral("photo"), m_wantedCurrent.value()}});
}

/// Moves the write-ahead log into the catalog, and keeps backups, away from the GUI thread.
void Desk::careForCatalog()
{
    onWorker(
        [path = catalogPath()]() -> Result<QString> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadWrite));
            CREEL_TRY(connection->run(QStringLiteral("PRAGMA wal_checkpoint(PASSIVE)")));
            return rotateBackups(*connection, backupsKept, backupIntervalSeconds);
        },
        [](const Result<QString>& backup) {
            if (!backup)
                qCWarning(logUi) << "caring for the catalog failed:" << backup.error().message;
            else if (!backup->isEmpty())
                qCInfo(logUi) << "backed up to" << *backup;
        });
}

} // namespace creel
