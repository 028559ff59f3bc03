#include "ui/desk.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/catalog/catalog.h"
#include "core/catalog/job_store.h"

#include <QElapsedTimer>

namespace creel {

namespace {

/// Photos in the first paint, while the whole catalog is still being read.
constexpr qint64 firstLook = 400;

constexpr qsizetype mostKeptSelected = 1000;
constexpr int refreshIntervalMs = 1000;
constexpr int saveDelayMs = 800;
constexpr int patienceMs = 200; ///< while another program writes; decisions then wait on a worker

} // namespace

Desk::Desk(QObject* parent)
    : QObject(parent), m_settings(m_workers), m_care(m_workers), m_selection(&m_model), m_jobs(1)
{
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
    CREEL_TRY(connection->run(QStringLiteral("PRAGMA busy_timeout = %1").arg(patienceMs)));
    close();
    m_connection = std::move(connection);
    m_workers.open(m_connection->path());
    m_editor.open(m_connection->path());
    m_settings.open(*m_connection);
    m_session = std::make_unique<ReviewSession>(*m_connection, currentUser());
    connect(m_session.get(), &ReviewSession::changed, this, &Desk::onSessionChanged);
    connect(m_session.get(), &ReviewSession::photosChanged, this, &Desk::reloadSoon);
    countToday();
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
    m_care.start();
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
    m_care.stop();
    m_loadToken.cancel();
    m_selectToken.cancel();
    for (Job* job : m_jobs.running())
        job->cancel();
    m_editor.finish(); // what failed at last is still told
    m_editor.close();
    m_editsUnderWay = 0;
    m_workers.close();
    m_settings.close();
    m_isRecounting = false;
    m_isLoading = false;
    m_isFullyLoaded = false;
    m_changedWhileLoading.clear();
    m_boxedWhileLoading.clear();
    showSet(nullptr, {});
    m_session.reset();
    m_index.reset();
    m_connection.reset();
    m_labels.clear();
    m_livingLabels = {};
    m_knowsLabels = false;
    m_counts = {};
    m_pace = {};
    m_decidedToday = 0;
    m_wantedCurrent = {};
    Q_EMIT closed();
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
    m_predictedWhileLoading = false;
    m_changedWhileLoading.clear();
    m_boxedWhileLoading.clear();
    m_loadToken = CancelToken();
    QElapsedTimer timer;
    timer.start();
    m_workers.run(
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
        reread(std::exchange(m_changedWhileLoading, {}), &PhotoIndex::loadReviews, &Desk::onReviewsRead);
    if (!m_boxedWhileLoading.isEmpty())
        reread(std::exchange(m_boxedWhileLoading, {}), &PhotoIndex::loadBoxes, &Desk::boxesChanged);
    if (std::exchange(m_predictedWhileLoading, false))
        reloadPredictions();
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
    const LivingLabels formerLiving = std::exchange(m_livingLabels, LivingLabels(*all));
    const QList<Label> former = std::exchange(m_labels, {});
    for (const Label& label : *all) {
        if (!label.mergedInto.isValid())
            m_labels.append(label);
    }
    // An import has the index read again and again; lists and choices stay as they are for it.
    if (!std::exchange(m_knowsLabels, true) || m_labels != former || m_livingLabels != formerLiving)
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
    m_predictedWhileLoading = m_isLoading; // the index that comes may have been read before
    m_workers.run(
        [path = catalogPath(), index = m_index]() -> Result<void> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadOnly));
            return index->loadPredictions(*connection);
        },
        [this](const Result<void>& loaded) {
            if (!loaded)
                return Q_EMIT failed(loaded.error());
            Q_EMIT predictionsChanged();
            recount();
            if (m_order.key == SortKey::Confidence || m_filter.asksPrediction())
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
    m_workers.run(
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
    if (const int count = m_model.rowCount(); count > 0) {
        const int position = m_model.positionOf(wanted);
        const QModelIndex current =
            m_model.index(std::clamp(position >= 0 ? position : formerPosition, 0, count - 1));
        m_selection.setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        // All at once: who shows what is selected must not see less of it in between.
        QItemSelection selection = selectionOf(selected);
        if (!selection.contains(current))
            selection.select(current, current);
        m_selection.select(selection, QItemSelectionModel::ClearAndSelect);
        if (position < 0 && !m_isFullyLoaded)
            m_wantedCurrent = wanted; // it may come with the rest of the catalog
    }
    Q_EMIT setChanged();
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

QItemSelection Desk::selectionOf(const QList<PhotoId>& photos) const
{
    QItemSelection selection;
    for (const PhotoId photo : photos) {
        if (const int position = m_model.positionOf(photo); position >= 0)
            selection.select(m_model.index(position), m_model.index(position));
    }
    return selection;
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
    m_workers.run([index = std::shared_ptr<const PhotoIndex>(m_index),
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
    const auto jobs = store.interrupted();
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

} // namespace creel
