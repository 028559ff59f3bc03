#include "core/ingest/duplicate_update.h"

#include "core/catalog/setting_store.h"
#include "core/catalog/transaction.h"
#include "core/ingest/near_duplicates.h"

#include <QCoreApplication>

#include <map>

namespace creel {

namespace {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(Import)
};

/// The catalog's revision when its duplicates were last decided.
const QString doneRevisionKey = QStringLiteral("duplicates_revision");
constexpr size_t batchSize = 256;

/// What the catalog ought to say about one photo.
struct Decision
{
    PhotoId id;
    PhotoId duplicateOf;
    PhotoId nearGroup;
};

/// The first photo with the same bytes, for every photo that is not the first itself.
std::vector<PhotoId> firstCopies(const std::vector<DuplicateRow>& photos)
{
    std::map<std::array<quint64, 2>, PhotoId> first;
    std::vector<PhotoId> copies(photos.size());
    for (size_t i = 0; i < photos.size(); ++i) {
        if (!photos[i].hasHash())
            continue;
        const auto [found, isNew] = first.emplace(photos[i].hash, photos[i].id);
        if (!isNew)
            copies[i] = found->second;
    }
    return copies;
}

/// Decisions that differ from what the rows say.
std::vector<Decision> changedDecisions(const std::vector<DuplicateRow>& photos, const CancelToken& cancel)
{
    const std::vector<PhotoId> copies = firstCopies(photos);
    const std::vector<size_t> first = groupNearDuplicates(photos, cancel);
    std::vector<bool> hasCompany(photos.size());
    for (size_t i = 0; i < photos.size(); ++i) {
        if (first[i] != i)
            hasCompany[i] = hasCompany[first[i]] = true;
    }
    std::vector<Decision> changed;
    for (size_t i = 0; i < photos.size(); ++i) {
        const Decision decision{photos[i].id, copies[i], hasCompany[i] ? photos[first[i]].id : PhotoId()};
        if (decision.duplicateOf != photos[i].duplicateOf || decision.nearGroup != photos[i].nearGroup)
            changed.push_back(decision);
    }
    return changed;
}

Result<void> goOn(const JobContext& context)
{
    if (context.isCancelled())
        return fail(ErrorCode::Cancelled, ImportText::tr("Stopped while comparing photos."));
    return {};
}

} // namespace

Result<void> updateDuplicates(Connection& connection, JobContext& context)
{
    ImportIndex index(connection);
    PhotoStore photos(connection);
    SettingStore settings(connection);
    CREEL_ASSIGN(qint64 revision, index.revision());
    CREEL_ASSIGN(const QJsonValue doneRevision, settings.value(doneRevisionKey));
    if (doneRevision.toInteger(-1) == revision)
        return {};
    const QString step = ImportText::tr("Comparing photos");
    context.report(0, 0, step);
    CREEL_ASSIGN(const std::vector<DuplicateRow> rows, index.duplicateRows());
    const std::vector<Decision> changed = changedDecisions(rows, context.token());
    CREEL_TRY(goOn(context)); // else they are not all of them
    for (size_t begin = 0; begin < changed.size(); begin += batchSize) {
        CREEL_TRY(goOn(context));
        CREEL_ASSIGN(Transaction transaction, Transaction::begin(connection));
        CREEL_ASSIGN(const qint64 stamp, photos.nextRevision());
        const size_t end = std::min(begin + batchSize, changed.size());
        for (size_t i = begin; i < end; ++i)
            CREEL_TRY(
                index.setDuplicates(changed[i].id, changed[i].duplicateOf, changed[i].nearGroup, stamp));
        CREEL_TRY(transaction.commit());
        ++revision;
        context.report(qint64(end), qint64(changed.size()), step);
    }
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(connection));
    CREEL_ASSIGN(const qint64 stamp, photos.nextRevision());
    CREEL_TRY(index.clearStaleDuplicates(stamp));
    // Counted, not asked for: what another program wrote meanwhile has not been compared.
    CREEL_TRY(settings.setValue(doneRevisionKey, revision + 1));
    return transaction.commit();
}

} // namespace creel
