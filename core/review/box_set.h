#pragma once

#include "core/review/photo_filter.h"

namespace creel {

/// The boxes of a set of photos in the order in which they are shown, one after another, each as it was when
/// it was last looked at. A value.
class BoxSet
{
public:
    static constexpr int nowhere = -1;

    /// Reads the boxes of `photos`, which were selected from `index` by this filter in this order. Where the
    /// filter asks for classes of boxes or for small ones, those only. Sorting or grouping by label, and
    /// sorting by the model's confidence, means the boxes' own; everything else means their photos'. A
    /// photo's boxes come in order of id. Any thread that owns the connection. Error Cancelled if the token
    /// says so.
    static Result<BoxSet> read(Connection& connection, std::shared_ptr<const PhotoIndex> index,
                               const PhotoSet& photos, const LivingLabels& labels, const PhotoFilter& filter,
                               const PhotoOrder& order, const CancelToken& cancel = {});

    const PhotoIndex* photoIndex() const { return m_index.get(); }
    int count() const { return int(m_rows.size()); }
    /// The box shown at `position`, which must be there.
    const Box& at(int position) const { return m_boxes[m_rows[size_t(position)]]; }
    int positionOf(BoxId box) const;
    /// Of the photo's first box.
    int positionOf(PhotoId photo) const;
    /// Stretches of boxes under their headings; empty without grouping.
    const std::vector<PhotoGroup>& groups() const { return m_groups; }

    struct Changes
    {
        QList<Box> changed;   ///< shown boxes that are other than they were
        QList<BoxId> removed; ///< shown boxes that are no longer there
        bool added = false;   ///< there are new ones, which only read() can put in their place
    };
    /// What became of the boxes of these photos since they were looked at.
    Changes changes(const QList<PhotoBoxes>& now) const;
    /// Takes it over. A box stays where it is, whatever its label is now; where one was removed, those behind
    /// it move up.
    void apply(const Changes& changes);

private:
    using Index = quint32; ///< of m_boxes
    static constexpr Index none = ~Index(0);

    bool belongs(const Box& box) const;
    bool isShown(PhotoId photo) const;
    void sort(const PhotoSet& photos, const PhotoOrder& order);
    void group(std::vector<struct KeyedRow>& list, const PhotoSet& photos, GroupKey key);
    QString labelTitle(const Box& box) const;
    void locate();
    Index indexOf(BoxId box) const;
    /// The photo's boxes, removed ones included.
    std::span<const Box> boxesOf(PhotoId photo) const;
    void remove(const std::vector<bool>& isGone);

    std::shared_ptr<const PhotoIndex> m_index;
    LivingLabels m_labels;
    QSet<LabelId> m_classes; ///< empty: of whatever class
    bool m_onlySmall = false;
    std::vector<bool> m_photos;   ///< by row of the index: whether it is in the set of photos
    std::vector<Box> m_boxes;     ///< by photo, then by id; removed ones stay, but are shown nowhere
    std::vector<Index> m_rows;    ///< in the order shown
    std::vector<int> m_positions; ///< by index: where it is in m_rows
    std::vector<Index> m_byId;    ///< by the box's id
    std::vector<PhotoGroup> m_groups;
};

} // namespace creel
