#include "core/exchange/dataset_labels.h"

#include "core/exchange/annotation_files.h"
#include "core/review/review_session.h"

namespace creel {

Result<void> DatasetLabels::check(const Dataset& dataset) const
{
    LabelStore labels(m_connection);
    QStringList unknown;
    for (const QString& name : classesOf(dataset)) {
        const QString label = labelName(name);
        if (label.isEmpty())
            continue;
        CREEL_ASSIGN(const QString checked, checkedLabelName(label));
        CREEL_ASSIGN(const std::optional<Label> known, labels.byName(checked));
        if (!known)
            unknown.append(name);
    }
    if (unknown.isEmpty() || m_request.createLabels)
        return {};
    return fail(ErrorCode::Conflict,
                ExchangeText::tr("The catalog has no labels for these classes: %1. Say which labels they are "
                                 "(--map CLASS=LABEL), or have labels made (--create-labels).")
                    .arg(unknown.join(QLatin1String(", "))));
}

Result<QStringList> DatasetLabels::make(const Dataset& dataset, ReviewSession& session)
{
    LabelStore labels(m_connection);
    QStringList made;
    for (const QString& name : classesOf(dataset, dataset.classes)) {
        const Result<QString> label = checkedLabelName(labelName(name));
        if (!label || name.isEmpty())
            continue; // left out, or listed by the dataset and used by none of its photos
        CREEL_ASSIGN(std::optional<Label> known, labels.byName(*label));
        if (!known && m_request.createLabels) {
            CREEL_TRY(session.apply(AddLabel{*label}));
            made.append(*label);
            CREEL_ASSIGN(known, labels.byName(*label));
        }
        if (known)
            m_labels.insert(name, known->id);
    }
    return made;
}

/// The label that a class is to be; empty for none.
QString DatasetLabels::labelName(const QString& className) const
{
    if (const auto mapped = m_request.mapping.constFind(className); mapped != m_request.mapping.cend())
        return *mapped;
    QString name = className;
    return name.replace(QLatin1Char('/'), QLatin1Char('_')); // which no label's name may hold
}

} // namespace creel
