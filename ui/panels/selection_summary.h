#pragma once

#include "core/review/photo_index.h"
#include "ui/panels/fact_list.h"

namespace creel {

class Desk;

/// What many photos have in common and where they differ. Photos are added one by one, so that a million can
/// be looked at in slices.
class SelectionSummary
{
public:
    void add(const PhotoIndex& index, const LivingLabels& labels, PhotoIndex::Row row);

    qint64 count() const { return m_count; }
    /// Label, state, folder, pixels, size, date, problems, copies.
    QList<Fact> facts(const Desk& desk) const;

private:
    QString labelText(const Desk& desk) const;
    QString stateText() const;
    QString folderText(const Desk& desk) const;
    QString pixelsText() const;
    QString dateText() const;

    qint64 m_count = 0;
    QHash<LabelId, qint64> m_labels; ///< living; invalid: none
    QHash<quint32, qint64> m_folders;
    std::array<qint64, 3> m_states{};
    QHash<RejectReason, qint64> m_reasons;
    qint64 m_bytes = 0;
    QSize m_smallest;
    QSize m_largest;
    qint64 m_dated = 0;
    qint64 m_firstTaken = 0;
    qint64 m_lastTaken = 0;
    qint64 m_placed = 0;
    qint64 m_problems = 0;
    qint64 m_copies = 0;
    qint64 m_notes = 0;
};

} // namespace creel
