#include "ui/panels/filter_condition.h"

#include "ui/desk.h"

#include <QCoreApplication>

namespace creel {

namespace {

using Duplicates = PhotoFilter::Duplicates;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(FilterCondition)
};

constexpr auto setOf(RootId)
{
    return &PhotoFilter::roots;
}
constexpr auto setOf(FolderId)
{
    return &PhotoFilter::folders;
}
constexpr auto setOf(LabelId)
{
    return &PhotoFilter::labels;
}
constexpr auto setOf(ReviewState)
{
    return &PhotoFilter::states;
}
constexpr auto setOf(RejectReason)
{
    return &PhotoFilter::reasons;
}
constexpr auto setOf(Problem)
{
    return &PhotoFilter::problems;
}

constexpr auto setOf(Confidence)
{
    return &PhotoFilter::confidences;
}

template<class T>
concept KeptInASet = requires(T value)
{
    setOf(value);
};

constexpr std::array allFlags{
    FilterFlag::Property::AnyProblem,    FilterFlag::Property::Missing,    FilterFlag::Property::Position,
    FilterFlag::Property::Date,          FilterFlag::Property::Note,       FilterFlag::Property::Boxes,
    FilterFlag::Property::BoxesVerified, FilterFlag::Property::SmallBoxes, FilterFlag::Property::Disagrees,
    FilterFlag::Property::Abstains,      FilterFlag::Property::Predicted};

std::optional<bool> PhotoFilter::*memberOf(FilterFlag::Property property)
{
    switch (property) {
    case FilterFlag::Property::AnyProblem:
        return &PhotoFilter::anyProblem;
    case FilterFlag::Property::Missing:
        return &PhotoFilter::missing;
    case FilterFlag::Property::Position:
        return &PhotoFilter::hasPosition;
    case FilterFlag::Property::Date:
        return &PhotoFilter::hasDate;
    case FilterFlag::Property::Boxes:
        return &PhotoFilter::hasBoxes;
    case FilterFlag::Property::BoxesVerified:
        return &PhotoFilter::boxesVerified;
    case FilterFlag::Property::SmallBoxes:
        return &PhotoFilter::hasSmallBoxes;
    case FilterFlag::Property::Disagrees:
        return &PhotoFilter::disagrees;
    case FilterFlag::Property::Abstains:
        return &PhotoFilter::abstains;
    case FilterFlag::Property::Predicted:
        return &PhotoFilter::isPredicted;
    case FilterFlag::Property::Note:
        break;
    }
    return &PhotoFilter::hasNote;
}

bool isEitherKind(Duplicates duplicates)
{
    return duplicates == Duplicates::Exact || duplicates == Duplicates::Near;
}

/// Adds or removes one condition.
struct Change
{
    PhotoFilter& filter;
    bool isAdded;

    template<KeptInASet T>
    void operator()(T value) const
    {
        if (isAdded)
            (filter.*setOf(value)).insert(value);
        else
            (filter.*setOf(value)).remove(value);
    }
    void operator()(Duplicates value) const
    {
        const std::optional<Duplicates> before = filter.duplicates;
        const bool isOneOfTwo = before && isEitherKind(value) && *before != value;
        if (isAdded)
            filter.duplicates = isOneOfTwo && isEitherKind(*before) ? Duplicates::Any : value;
        else if (isOneOfTwo && *before == Duplicates::Any)
            filter.duplicates = value == Duplicates::Exact ? Duplicates::Near : Duplicates::Exact;
        else if (before == value)
            filter.duplicates.reset();
    }
    void operator()(ProposedLabel proposed) const
    {
        if (isAdded)
            filter.predicted.insert(proposed.label);
        else
            filter.predicted.remove(proposed.label);
    }
    void operator()(PhotoId group) const { filter.nearGroup = isAdded ? group : PhotoId(); }
    void operator()(const FilterFlag& flag) const
    {
        filter.*memberOf(flag.property) = isAdded ? std::optional(flag.value) : std::nullopt;
    }
    void operator()(BoxLabel box) const
    {
        if (isAdded)
            filter.boxLabels.insert(box.label);
        else
            filter.boxLabels.remove(box.label);
    }
    void operator()(const QString& text) const { filter.text = isAdded ? text : QString(); }
};

template<class T>
void appendSorted(QList<FilterCondition>& list, const QSet<T>& values)
{
    QList<T> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    for (const T value : sorted)
        list.append(value);
}

QString flagText(const FilterFlag& flag)
{
    switch (flag.property) {
    case FilterFlag::Property::AnyProblem:
        return flag.value ? Text::tr("with problem") : Text::tr("without problem");
    case FilterFlag::Property::Missing:
        return flag.value ? Text::tr("missing file") : Text::tr("file is there");
    case FilterFlag::Property::Position:
        return flag.value ? Text::tr("with place") : Text::tr("without place");
    case FilterFlag::Property::Date:
        return flag.value ? Text::tr("with date") : Text::tr("without date");
    case FilterFlag::Property::Boxes:
        return flag.value ? Text::tr("with boxes") : Text::tr("without boxes");
    case FilterFlag::Property::BoxesVerified:
        return flag.value ? Text::tr("boxes verified") : Text::tr("boxes not verified");
    case FilterFlag::Property::SmallBoxes:
        return flag.value ? Text::tr("with small boxes") : Text::tr("without small boxes");
    case FilterFlag::Property::Disagrees:
        return flag.value ? Text::tr("model disagrees") : Text::tr("model agrees");
    case FilterFlag::Property::Abstains:
        return flag.value ? Text::tr("model abstains") : Text::tr("model is sure enough");
    case FilterFlag::Property::Predicted:
        return flag.value ? Text::tr("predicted") : Text::tr("not predicted");
    case FilterFlag::Property::Note:
        break;
    }
    return flag.value ? Text::tr("with note") : Text::tr("without note");
}

QString duplicatesText(Duplicates duplicates)
{
    switch (duplicates) {
    case Duplicates::Any:
        return Text::tr("copies and look-alikes");
    case Duplicates::Exact:
        return Text::tr("exact copies");
    case Duplicates::Near:
        return Text::tr("look-alikes");
    case Duplicates::None:
        break;
    }
    return Text::tr("without copies");
}

struct ToText
{
    const Desk& desk;

    QString operator()(RootId id) const
    {
        const auto roots = desk.index() ? desk.index()->roots() : QList<Root>();
        const auto root = std::ranges::find(roots, id, &Root::id);
        return Text::tr("folder: %1")
            .arg(root == roots.end() ? Text::tr("gone") : displayPath(splitPath(root->path).second));
    }
    QString operator()(FolderId id) const
    {
        const auto folders = desk.index() ? desk.index()->folders() : QList<Folder>();
        const auto folder = std::ranges::find(folders, id, &Folder::id);
        if (folder != folders.end() && folder->path.isEmpty())
            return (*this)(folder->root);
        return Text::tr("folder: %1")
            .arg(folder == folders.end() ? Text::tr("gone") : displayPath(folder->path));
    }
    QString operator()(LabelId id) const
    {
        return id.isValid() ? Text::tr("label: %1").arg(desk.livingLabels().name(id)) : Text::tr("no label");
    }
    QString operator()(ReviewState state) const { return stateText(state).toLower(); }
    QString operator()(RejectReason reason) const
    {
        return Text::tr("rejected: %1").arg(reasonText(reason).toLower());
    }
    QString operator()(Problem problem) const
    {
        return problem == Problem::None
                   ? Text::tr("without problem")
                   : Text::tr("problem: %1").arg(problemName(problem).replace(u'_', u' '));
    }
    QString operator()(Duplicates duplicates) const { return duplicatesText(duplicates); }
    QString operator()(PhotoId group) const
    {
        const auto row = desk.index() ? desk.index()->rowOf(group) : std::nullopt;
        return row ? Text::tr("looks like %1").arg(displayPath(desk.index()->name(*row).toByteArray()))
                   : Text::tr("one group of look-alikes");
    }
    QString operator()(const FilterFlag& flag) const { return flagText(flag); }
    QString operator()(BoxLabel box) const
    {
        return box.label.isValid() ? Text::tr("box: %1").arg(desk.livingLabels().name(box.label))
                                   : Text::tr("box without label");
    }
    QString operator()(ProposedLabel proposed) const
    {
        return proposed.label.isValid() ? Text::tr("model: %1").arg(desk.livingLabels().name(proposed.label))
                                        : Text::tr("model: a class without label");
    }
    QString operator()(Confidence confidence) const
    {
        return Text::tr("confidence: %1").arg(confidenceText(confidence));
    }
    QString operator()(const QString& text) const { return Text::tr("text: %1").arg(text); }
};

} // namespace

FilterSection sectionOf(const FilterCondition& condition)
{
    struct Sections
    {
        FilterSection operator()(RootId) const { return FilterSection::Place; }
        FilterSection operator()(FolderId) const { return FilterSection::Place; }
        FilterSection operator()(LabelId) const { return FilterSection::Labels; }
        FilterSection operator()(ReviewState) const { return FilterSection::State; }
        FilterSection operator()(RejectReason) const { return FilterSection::State; }
        FilterSection operator()(Problem) const { return FilterSection::More; }
        FilterSection operator()(Duplicates) const { return FilterSection::More; }
        FilterSection operator()(PhotoId) const { return FilterSection::More; }
        FilterSection operator()(BoxLabel) const { return FilterSection::More; }
        FilterSection operator()(const FilterFlag& flag) const
        {
            return flag.property >= FilterFlag::Property::Disagrees ? FilterSection::Model
                                                                    : FilterSection::More;
        }
        FilterSection operator()(ProposedLabel) const { return FilterSection::Model; }
        FilterSection operator()(Confidence) const { return FilterSection::Model; }
        FilterSection operator()(const QString&) const { return FilterSection::Text; }
    };
    return std::visit(Sections(), condition);
}

bool holds(const PhotoFilter& filter, const FilterCondition& condition)
{
    return std::visit(
        [&](const auto& value) {
            using Kind = std::decay_t<decltype(value)>;
            if constexpr (KeptInASet<Kind>)
                return (filter.*setOf(value)).contains(value);
            else if constexpr (std::is_same_v<Kind, Duplicates>)
                return filter.duplicates == value ||
                       (filter.duplicates == Duplicates::Any && isEitherKind(value));
            else if constexpr (std::is_same_v<Kind, PhotoId>)
                return value.isValid() && filter.nearGroup == value;
            else if constexpr (std::is_same_v<Kind, FilterFlag>)
                return filter.*memberOf(value.property) == value.value;
            else if constexpr (std::is_same_v<Kind, BoxLabel>)
                return filter.boxLabels.contains(value.label);
            else if constexpr (std::is_same_v<Kind, ProposedLabel>)
                return filter.predicted.contains(value.label);
            else
                return !value.isEmpty() && filter.text == value;
        },
        condition);
}

PhotoFilter with(PhotoFilter filter, const FilterCondition& condition)
{
    std::visit(Change{filter, true}, condition);
    return filter;
}

PhotoFilter without(PhotoFilter filter, const FilterCondition& condition)
{
    std::visit(Change{filter, false}, condition);
    return filter;
}

PhotoFilter without(PhotoFilter filter, FilterSection section)
{
    for (const FilterCondition& condition : conditionsOf(filter)) {
        if (sectionOf(condition) == section)
            filter = without(std::move(filter), condition);
    }
    return filter;
}

QList<FilterCondition> conditionsOf(const PhotoFilter& filter)
{
    QList<FilterCondition> list;
    appendSorted(list, filter.roots);
    appendSorted(list, filter.folders);
    appendSorted(list, filter.labels);
    appendSorted(list, filter.states);
    appendSorted(list, filter.reasons);
    for (const FilterFlag::Property property : allFlags) {
        if (const std::optional<bool> value = filter.*memberOf(property))
            list.append(FilterFlag{property, *value});
    }
    QList<LabelId> boxLabels = filter.boxLabels.values();
    std::ranges::sort(boxLabels);
    for (const LabelId label : boxLabels)
        list.append(BoxLabel{label});
    QList<LabelId> proposed(filter.predicted.begin(), filter.predicted.end());
    std::ranges::sort(proposed);
    for (const LabelId label : proposed)
        list.append(ProposedLabel{label});
    appendSorted(list, filter.confidences);
    appendSorted(list, filter.problems);
    if (filter.duplicates)
        list.append(*filter.duplicates);
    if (filter.nearGroup.isValid())
        list.append(filter.nearGroup);
    if (!filter.text.isEmpty())
        list.append(filter.text);
    return list;
}

QString conditionText(const FilterCondition& condition, const Desk& desk)
{
    return std::visit(ToText{desk}, condition);
}

QString confidenceText(Confidence confidence)
{
    switch (confidence) {
    case Confidence::Below50:
        return Text::tr("below 50 %");
    case Confidence::From50:
        return Text::tr("50 to 70 %");
    case Confidence::From70:
        return Text::tr("70 to 90 %");
    case Confidence::From90:
        break;
    }
    return Text::tr("90 % and more");
}

QString stateText(ReviewState state)
{
    switch (state) {
    case ReviewState::Unreviewed:
        return Text::tr("Unreviewed");
    case ReviewState::Accepted:
        return Text::tr("Accepted");
    case ReviewState::Rejected:
        break;
    }
    return Text::tr("Rejected");
}

} // namespace creel
