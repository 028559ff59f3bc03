#pragma once

#include "core/ingest/import.h"
#include "core/jobs/job.h"
#include "core/review/pace.h"
#include "core/review/photo_filter.h"
#include "core/review/review_session.h"
#include "ui/catalog_care.h"
#include "ui/catalog_settings.h"
#include "ui/catalog_workers.h"
#include "ui/photo_item_model.h"

#include <QItemSelectionModel>
#include <QTimer>

#include <memory>
#include <optional>

namespace creel {

/// The open catalog as the window works on it: its photos, the current set with its selection, the one way to
/// edit, and the jobs. Every view watches it; views never talk to each other. GUI thread; whatever can take
/// longer than a blink runs on its workers.
class Desk : public QObject
{
    Q_OBJECT

public:
    explicit Desk(QObject* parent = nullptr);
    ~Desk() override;

    /// Opens (or creates) a catalog in place of the one that is open, and goes back to where the curator
    /// stopped.
    Result<void> open(const QString& catalogPath, Connection::Access access = Connection::Access::Create);
    void close();
    bool isOpen() const { return m_session != nullptr; }
    QString catalogPath() const { return m_connection ? m_connection->path() : QString(); }

    // What there is. Null or empty while nothing is open.
    const PhotoIndex* index() const { return m_index.get(); }
    /// False while the first few photos stand in for the whole catalog.
    bool isFullyLoaded() const { return m_isFullyLoaded; }
    const LivingLabels& livingLabels() const { return m_livingLabels; }
    /// Living labels in order.
    const QList<Label>& labels() const { return m_labels; }
    std::optional<Label> label(LabelId living) const;
    std::optional<Label> labelOfPhoto(PhotoIndex::Row row) const;
    /// What the current model proposes for the photo, where the catalog has a label for it.
    std::optional<Label> proposalFor(PhotoIndex::Row row) const;
    const PhotoCounts& counts() const { return m_counts; }
    ReviewSession* session() const { return m_session.get(); }
    /// The GUI thread's own connection, for short reads (inspector).
    Connection* connection() const { return m_connection.get(); }

    // The current set.
    PhotoItemModel* model() { return &m_model; }
    const PhotoItemModel* model() const { return &m_model; }
    QItemSelectionModel* selection() { return &m_selection; }
    const PhotoFilter& filter() const { return m_filter; }
    void setFilter(const PhotoFilter& filter);
    const PhotoOrder& order() const { return m_order; }
    void setOrder(const PhotoOrder& order);
    /// Reads again what the current model thinks.
    void reloadPredictions();
    /// Filters and sorts again: decided photos stay in the set until this is called.
    void refreshSet();

    /// Position of the current photo in the set; -1 if there is none.
    int currentPosition() const;
    PhotoId currentPhoto() const;
    /// Makes the photo at `position` current and selects it alone. Positions outside are clamped.
    void setCurrentPosition(int position);
    /// Makes the photo current and selects it alone. Where the filter hides it, shows everything.
    void goToPhoto(PhotoId photo);
    /// To the next (or previous) photo without a decision, around the end. False if there is none.
    bool goToUnreviewed(bool forward);
    /// The selected photos in order of the set; the current one if nothing is selected.
    QList<PhotoId> selectedPhotos() const;
    /// How many those are, without listing a million of them.
    qsizetype selectedCount() const;

    // Editing. The outcome arrives as applied() or failed().
    /// Durable when it returns, for up to some hundred photos. More are written by a worker, and so is a
    /// decision while another program holds the catalog, and what is decided until that is done, in its
    /// order. False if it failed.
    bool apply(const Edit& edit);
    void undo();
    void redo();
    /// Takes back what an import wrote as one, unless something was decided after it.
    void undoEdits(const QList<EditId>& edits);
    bool advancesAfterDecision() const { return m_advances; }
    void setAdvancesAfterDecision(bool advances) { m_advances = advances; }
    /// Applies a decision to the selection and, if a single photo was decided, goes on to the next.
    void decide(const Edit& edit);

    // Jobs.
    JobRunner* jobs() { return &m_jobs; }
    Job* importPhotos(ImportRequest request);
    /// Imports that began and never ended; offered once after opening.
    QList<ImportRequest> takeInterruptedImports();

    // Progress of the curator.
    const Pace& pace() const { return m_pace; }
    qint64 decidedToday() const { return m_decidedToday; }

    /// Small choices of the views, kept in the catalog.
    QJsonValue setting(const QString& key) const { return m_settings.value(key); }
    /// Written by a worker, and before the catalog is closed.
    void setSetting(const QString& key, const QJsonValue& value) { m_settings.setValue(key, value); }

Q_SIGNALS:
    void opened();
    void aboutToClose(); ///< the last moment to save what is being typed
    void closed();
    void indexChanged(); ///< other photos, or other facts about them
    void labelsChanged();
    void countsChanged();
    void setChanged(); ///< the model was reset, and the current photo and the selection found again
    void filterChanged();
    void orderChanged();
    void currentChanged();     ///< another photo is current
    void predictionsChanged(); ///< another model is current, or it has seen more photos
    void reviewsChanged(const QList<creel::PhotoId>& photos);
    void boxesChanged(const QList<creel::PhotoId>& photos); ///< or whether they are verified
    void applied(const creel::Applied& applied);            ///< an edit of this window; for the toast
    void failed(const creel::Error& error);

private:
    using Row = PhotoIndex::Row;

    void loadLabels();
    void keepFilterLiving();
    void reloadSoon();
    void loadIndex();
    void useIndex(std::shared_ptr<PhotoIndex> index, bool isWhole);
    void recount();
    void showSet(std::shared_ptr<const PhotoIndex> index, PhotoSet set);
    QList<PhotoId> selectedForKeeping() const;
    QItemSelection selectionOf(const QList<PhotoId>& photos) const;
    void onSessionChanged(const Applied& applied);
    using Reading = Result<void> (PhotoIndex::*)(Connection&, const QList<PhotoId>&);
    /// Reads what the catalog says of these photos into the index again, here if they are few, and counts.
    void reread(const QList<PhotoId>& photos, Reading read, void (Desk::*done)(const QList<PhotoId>&));
    void count(const QList<PhotoId>& photos, qint64 by);
    void onReviewsRead(const QList<PhotoId>& photos);
    void countToday();
    void restoreView();
    void saveView();
    bool report(const Result<Applied>& result);
    void reverse(qint64 size, Result<Applied> (ReviewSession::*step)());
    void editOnWorker(const std::function<Result<Applied>(Connection&)>& edit);

    CatalogWorkers m_workers{2};
    CatalogWorkers m_editor{1};
    int m_editsUnderWay = 0; ///< of the editor
    CatalogSettings m_settings;
    CatalogCare m_care;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<ReviewSession> m_session;
    std::shared_ptr<PhotoIndex> m_index;
    bool m_isFullyLoaded = false;
    bool m_isLoading = false;
    bool m_mustReload = false;
    qint64 m_loadMs = 0; ///< what the last load took
    QList<PhotoId> m_changedWhileLoading;
    QList<PhotoId> m_boxedWhileLoading;
    bool m_predictedWhileLoading = false;
    bool m_knowsLabels = false; ///< they were read since the catalog was opened
    QList<Label> m_labels;
    LivingLabels m_livingLabels;
    PhotoCounts m_counts;
    PhotoItemModel m_model;
    QItemSelectionModel m_selection;
    PhotoFilter m_filter;
    PhotoOrder m_order;
    PhotoId m_wantedCurrent; ///< to be current again once the set is there
    bool m_advances = true;
    Pace m_pace;
    qint64 m_decidedToday = 0;
    CancelToken m_loadToken;
    CancelToken m_selectToken;
    bool m_isRecounting = false;
    bool m_mustRecount = false;
    QTimer m_refreshTimer;
    QTimer m_reloadTimer;
    QTimer m_saveTimer;
    JobRunner m_jobs;
};

} // namespace creel
