#include "core/exchange/box_merge.h"

#include <algorithm>

namespace creel {

namespace {

constexpr double sameOverlap = 0.98;
constexpr double conflictOverlap = 0.5;

} // namespace

BoxMerge mergeBoxes(PhotoBoxes& there, const std::vector<IncomingBox>& incoming, bool replaces)
{
    BoxMerge merge;
    const QList<Box> before = there.boxes;
    std::vector<bool> isMatched(size_t(before.size()), false);
    std::vector<const IncomingBox*> others;
    for (const IncomingBox& item : incoming) {
        qsizetype same = 0;
        while (same < before.size() && (isMatched[size_t(same)] || before[same].label != item.box.label ||
                                        overlap(before[same].rect, item.box.rect) < sameOverlap))
            ++same;
        if (same == before.size()) {
            others.push_back(&item);
            continue;
        }
        isMatched[size_t(same)] = true;
        ++merge.known;
    }
    for (const IncomingBox* item : others) {
        bool isConflict = there.verified;
        for (qsizetype i = 0; i < before.size(); ++i) {
            if (isMatched[size_t(i)] || overlap(before[i].rect, item->box.rect) < conflictOverlap)
                continue;
            isConflict = true;
            if (replaces)
                there.boxes.removeIf([&](const Box& box) { return box.id == before[i].id; });
        }
        if (isConflict)
            merge.conflictLines.append(item->line);
        if (isConflict && !replaces)
            continue;
        there.boxes.append(item->box);
        ++merge.added;
    }
    return merge;
}

} // namespace creel
