#include "core/exchange/box_merge.h"

#include <algorithm>

namespace creel {

namespace {

constexpr double sameOverlap = 0.98;
constexpr double conflictOverlap = 0.5;

/// Which of the boxes, other than the matched ones, `box` mostly covers.
std::vector<size_t> coveredBy(const Box& box, const QList<Box>& boxes, const std::vector<bool>& isMatched)
{
    std::vector<size_t> covered;
    for (size_t i = 0; i < isMatched.size(); ++i) {
        if (!isMatched[i] && overlap(boxes[qsizetype(i)].rect, box.rect) >= conflictOverlap)
            covered.push_back(i);
    }
    return covered;
}

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
    std::vector<bool> isReplaced(size_t(before.size()), false);
    for (const IncomingBox* item : others) {
        const std::vector<size_t> covered = coveredBy(item->box, before, isMatched);
        const bool isConflict = there.verified || !covered.empty();
        if (isConflict && !replaces) {
            merge.conflictLines.append(item->line);
            continue;
        }
        for (const size_t box : covered)
            isReplaced[box] = true;
        if (isConflict)
            (covered.empty() ? merge.verifiedLines : merge.replacingLines).append(item->line);
        there.boxes.append(item->box);
        ++merge.added;
    }
    for (qsizetype i = before.size() - 1; i >= 0; --i) {
        if (isReplaced[size_t(i)])
            there.boxes.removeAt(i);
    }
    merge.replaced = std::ranges::count(isReplaced, true);
    return merge;
}

} // namespace creel
