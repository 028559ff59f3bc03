#pragma once

#include "core/review/photo_filter.h"

#include <variant>

namespace creel {

class Desk;

/// A yes-or-no question that a filter may ask of a photo.
struct FilterFlag
{
    enum class Property
    {
        AnyProblem,
        Missing,
        Position,
        Date,
        Note,
        Boxes,
        BoxesVerified,
        SmallBoxes,
        Disagrees,
        Abstains,
        Predicted
    };
    Property property = Property::AnyProblem;
    bool value = true;

    bool operator==(const FilterFlag&) const = default;
};

/// "Has a box with this label"; an invalid id: a box without one.
struct BoxLabel
{
    LabelId label;

    bool operator==(const BoxLabel&) const = default;
};

/// A label that the current model proposes; none for classes that the catalog has no label for.
struct ProposedLabel
{
    LabelId label;

    auto operator<=>(const ProposedLabel&) const = default;
};

} // namespace creel

/// Makes conditions hashable as well. A qHash() would be no good: enums and ids become conditions by
/// themselves.
template<>
struct std::hash<creel::FilterFlag>
{
    size_t operator()(const creel::FilterFlag& flag) const noexcept
    {
        return size_t(flag.property) * 2 + flag.value;
    }
};

template<>
struct std::hash<creel::BoxLabel>
{
    size_t operator()(creel::BoxLabel box) const noexcept { return std::hash<creel::LabelId>()(box.label); }
};

template<>
struct std::hash<creel::ProposedLabel>
{
    size_t operator()(const creel::ProposedLabel& proposed) const noexcept
    {
        return std::hash<qint64>()(proposed.label.value());
    }
};

namespace creel {

/// One thing that a filter asks for: a row of the filter panel, a chip above the grid. A PhotoId stands for
/// its near-duplicate group, a QString for the searched text, an invalid LabelId for "no label".
using FilterCondition =
    std::variant<RootId, FolderId, LabelId, ReviewState, RejectReason, Problem, PhotoFilter::Duplicates,
                 PhotoId, FilterFlag, BoxLabel, ProposedLabel, Confidence, QString>;

/// What a curator sees as one list to choose from.
enum class FilterSection
{
    Place, ///< roots and folders
    Labels,
    State, ///< states and reasons
    Model, ///< what the current model thinks
    More,
    Text
};

FilterSection sectionOf(const FilterCondition& condition);

/// True if the filter asks for this. Both kinds of duplicates count as asked for when either would do.
bool holds(const PhotoFilter& filter, const FilterCondition& condition);
PhotoFilter with(PhotoFilter filter, const FilterCondition& condition);
PhotoFilter without(PhotoFilter filter, const FilterCondition& condition);
/// The filter with nothing of that section.
PhotoFilter without(PhotoFilter filter, FilterSection section);
/// All that the filter asks for, in a steady order.
QList<FilterCondition> conditionsOf(const PhotoFilter& filter);

/// For a chip: "label: brown_trout", "with place".
QString conditionText(const FilterCondition& condition, const Desk& desk);
/// "70 to 90 %"
QString confidenceText(Confidence confidence);
/// "Accepted"
QString stateText(ReviewState state);

} // namespace creel
