#include "ui/dialogs/label_palette_model.h"

#include "core/base/text.h"
#include "ui/dialogs/name_match.h"

#include <algorithm>

namespace creel {

namespace {

constexpr qsizetype recentKept = 20;

} // namespace

void LabelPaletteModel::setLabels(const QList<Label>& labels, std::function<qint64(LabelId)> countOf)
{
    m_labels.clear();
    for (const Label& label : labels)
        m_labels.append({label, foldedName(label.name)});
    m_countOf = std::move(countOf);
    refresh();
}

void LabelPaletteModel::setText(const QString& text)
{
    m_text = text;
    refresh();
}

void LabelPaletteModel::noteUsed(LabelId label)
{
    m_recent.removeAll(label);
    m_recent.prepend(label);
    m_recent.resize(std::min(m_recent.size(), recentKept));
    refresh();
}

void LabelPaletteModel::setRecent(const QList<LabelId>& recent)
{
    m_recent = recent;
    refresh();
}

void LabelPaletteModel::refresh()
{
    struct Candidate
    {
        NameMatch match;
        qsizetype age; ///< 0: used last
        const Label* label;
    };
    const QString typed = foldedName(m_text);
    std::vector<Candidate> candidates;
    for (const Item& item : std::as_const(m_labels)) {
        const bool isDigit = !item.label.shortcut.isEmpty() && item.label.shortcut == typed;
        const NameMatch match = isDigit ? NameMatch::Equal : matchName(item.folded, typed);
        const qsizetype used = m_recent.indexOf(item.label.id);
        if (match != NameMatch::None)
            candidates.push_back({match, used < 0 ? recentKept : used, &item.label});
    }
    std::ranges::stable_sort(candidates, [](const Candidate& a, const Candidate& b) {
        return std::pair(-int(a.match), a.age) < std::pair(-int(b.match), b.age);
    });
    beginResetModel();
    m_rows.clear();
    for (const Candidate& candidate : candidates)
        m_rows.append(*candidate.label);
    m_offersNew = canMakeLabel(typed);
    endResetModel();
}

bool LabelPaletteModel::canMakeLabel(const QString& folded) const
{
    return checkedLabelName(m_text) && std::ranges::find(m_labels, folded, &Item::folded) == m_labels.end();
}

LabelId LabelPaletteModel::labelAt(int row) const
{
    return row >= 0 && row < m_rows.size() ? m_rows[row].id : LabelId();
}

int LabelPaletteModel::rowOf(LabelId label) const
{
    if (!label.isValid())
        return m_offersNew ? int(m_rows.size()) : -1;
    const auto found = std::ranges::find(m_rows, label, &Label::id);
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

int LabelPaletteModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size()) + (m_offersNew ? 1 : 0);
}

QVariant LabelPaletteModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (index.row() >= m_rows.size()) {
        const bool isText = role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
        return isText ? tr("Create “%1”").arg(m_text.simplified()) : QVariant();
    }
    const Label& label = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return label.name;
    case Qt::DecorationRole:
        return label.colour;
    case Qt::ToolTipRole:
        return label.description;
    case Qt::AccessibleTextRole:
        return spokenRow(label);
    case LabelIdRole:
        return label.id.value();
    case DigitRole:
        return label.shortcut;
    case CountRole:
        return m_countOf ? m_countOf(label.id) : 0;
    default:
        return {};
    }
}

QString LabelPaletteModel::spokenRow(const Label& label) const
{
    const QString count = photoCountText(m_countOf ? m_countOf(label.id) : 0);
    return label.shortcut.isEmpty() ? tr("%1, %2").arg(label.name, count)
                                    : tr("%1, key %2, %3").arg(label.name, label.shortcut, count);
}

} // namespace creel
