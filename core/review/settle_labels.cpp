#include "core/review/settle_labels.h"

#include "core/catalog/label_store.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace creel {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(SettleLabels)
};

bool isTaken(const QList<Label>& others, const QString& name)
{
    return std::ranges::any_of(
        others, [&](const Label& other) { return other.name.compare(name, Qt::CaseInsensitive) == 0; });
}

QString freeName(const QList<Label>& others, const QString& name)
{
    QString free = name;
    for (int number = 2; isTaken(others, free); ++number) {
        const QString end = QStringLiteral("_%1").arg(number);
        qsizetype kept = mostLabelCharacters - end.size();
        if (kept < name.size() && name[kept].isLowSurrogate())
            --kept; // no half of an emoji
        free = name.left(kept) + end;
    }
    return free;
}

/// Living labels that the changes leave as they are.
QList<Label> untouched(const QList<Label>& labels, const QList<JournalChange>& changes)
{
    QSet<LabelId> changed;
    for (const JournalChange& change : changes) {
        if (change.entity == JournalEntity::Label)
            changed.insert(LabelId(change.entityId));
    }
    QList<Label> others;
    std::ranges::copy_if(labels, std::back_inserter(others), [&](const Label& label) {
        return !label.mergedInto.isValid() && !changed.contains(label.id);
    });
    return others;
}

Result<bool> isClaimed(Connection& connection, qint64 label)
{
    CREEL_ASSIGN(
        const qint64 claims,
        connection.integer(QStringLiteral("SELECT EXISTS (SELECT 1 FROM photo WHERE folder_label_id = ?)"),
                           {label}));
    return claims != 0;
}

} // namespace

Result<QStringList> settleLabels(Connection& connection, QList<JournalChange>& changes)
{
    if (std::ranges::find(changes, JournalEntity::Label, &JournalChange::entity) == changes.end())
        return QStringList(); // most are decisions on photos, which ask nothing of the catalog here
    CREEL_ASSIGN(const QList<Label> labels, LabelStore(connection).all());
    const QList<Label> others = untouched(labels, changes);
    QStringList notes;
    for (JournalChange& change : changes) {
        if (change.entity != JournalEntity::Label)
            continue;
        const auto present = std::ranges::find(labels, LabelId(change.entityId), &Label::id);
        change.before = present == labels.end() ? std::nullopt : std::optional(toJson(*present));
        if (!change.after) {
            CREEL_ASSIGN(const bool isKept, isClaimed(connection, change.entityId));
            if (isKept && present != labels.end()) {
                change.after = change.before;
                notes.append(Text::tr("%1 stays: a folder claims it.").arg(present->name));
            }
            continue;
        }
        Label label = labelFromJson(*change.after);
        if (label.mergedInto.isValid())
            continue;
        if (const QString name = freeName(others, label.name); name != label.name) {
            notes.append(
                Text::tr("%1 is now called %2: an import gave its name away.").arg(label.name, name));
            label.name = name;
        }
        if (std::ranges::find(others, label.shortcut, &Label::shortcut) != others.end())
            label.shortcut = QLatin1String("");
        change.after = toJson(label);
    }
    return notes;
}

} // namespace creel
