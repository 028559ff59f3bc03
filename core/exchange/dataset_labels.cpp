#include "core/exchange/dataset_labels.h"

#include "core/catalog/transaction.h"
#include "core/exchange/annotation_files.h"
#include "core/ingest/folder_labeller.h"
#include "core/review/review_session.h"

#include <QSet>

namespace creel {

Result<void> DatasetLabels::find(const Dataset& dataset)
{
    CREEL_ASSIGN(const QList<Label> labels, LabelStore(m_connection).all());
    for (const Label& label : labels)
        m_lastLabel = std::max(m_lastLabel, label.id);
    const QStringList used = classesOf(dataset);
    const QSet<QString> isUsed(used.begin(), used.end());
    QSet<QString> claims;
    for (const AnnotatedPhoto& photo : dataset.photos)
        claims.insert(photo.claim);
    m_classes = classesOf(dataset, dataset.classes);
    m_classes.removeAll(QString());
    for (const QString& name : std::as_const(m_classes)) {
        Result<Target> target = targetOf(wantedName(name));
        if (!target && isUsed.contains(name))
            return tl::unexpected(target.error());
        if (!target)
            continue; // listed by the dataset and used by none of its photos
        target->isUsed = isUsed.contains(name);
        target->isClaimed = claims.contains(name);
        m_targets.insert(name, *target);
    }
    return {};
}

Result<DatasetLabels::Target> DatasetLabels::targetOf(const QString& wanted)
{
    if (wanted.isEmpty())
        return Target(); // left out
    CREEL_ASSIGN(const QString name, checkedLabelName(wanted));
    CREEL_ASSIGN(const std::optional<Label> known, LabelStore(m_connection).byName(name));
    if (known)
        return Target{known->id, known->name};
    Target& target = m_new[name.toUtf8().toLower()];
    if (!target.isNew)
        target = {LabelId(m_lastLabel.value() + m_new.size()), name, true};
    return target;
}

/// The label that a class is to be; empty for none.
QString DatasetLabels::wantedName(const QString& className) const
{
    if (const auto mapped = m_request.mapping.constFind(className); mapped != m_request.mapping.cend())
        return *mapped;
    QString name = className;
    return name.replace(QLatin1Char('/'), QLatin1Char('_')); // which no label's name may hold
}

Result<void> DatasetLabels::check() const
{
    QStringList unknown;
    for (const QString& name : m_classes) {
        const Target target = m_targets.value(name);
        if (target.isNew && target.isUsed)
            unknown.append(name);
    }
    if (unknown.isEmpty() || m_request.createLabels)
        return {};
    return fail(ErrorCode::Conflict,
                ExchangeText::tr("The catalog has no labels for these classes: %1. Say which labels they are "
                                 "(--map CLASS=LABEL), or have labels made (--create-labels).")
                    .arg(unknown.join(QLatin1String(", "))));
}

QStringList DatasetLabels::newNames() const
{
    QStringList names;
    for (const QString& name : m_classes) {
        const Target target = m_targets.value(name);
        if (target.isNew && !names.contains(target.name))
            names.append(target.name);
    }
    return names;
}

Result<void> DatasetLabels::make(ReviewSession& session, AnnotationSummary& summary)
{
    LabelStore labels(m_connection);
    for (const QString& name : newNames()) {
        CREEL_ASSIGN(std::optional<Label> label, labels.byName(name)); // others work on the catalog, too
        if (!label && m_request.createLabels) {
            CREEL_TRY(add(name, session, summary));
            CREEL_ASSIGN(label, labels.byName(name));
        }
        for (Target& target : m_targets) {
            if (target.isNew && target.name == name) {
                target.id = label ? label->id : LabelId();
                target.isNew = false;
            }
        }
    }
    return {};
}

/// What folders claim is a fact of the photos, which stay when the import is taken back.
Result<void> DatasetLabels::add(const QString& name, ReviewSession& session, AnnotationSummary& summary)
{
    summary.labelsCreated.append(name);
    const bool isClaimed = std::ranges::any_of(m_targets, [&](const Target& target) {
        return target.isClaimed && target.isNew && target.name == name;
    });
    if (!isClaimed) {
        CREEL_ASSIGN(const Applied applied, session.apply(AddLabel{name}));
        summary.edits.append(applied.edit);
        return {};
    }
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    CREEL_TRY(addFolderLabel(m_connection, name));
    return transaction.commit();
}

} // namespace creel
