#include "ui/panels/filter_items.h"

#include "ui/desk.h"

#include <QCoreApplication>

namespace creel {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(FilterItems)
};

/// One root's folders as a tree. A folder without photos of its own is no row: its name is part of its
/// children's.
class FolderTree
{
public:
    explicit FolderTree(const QHash<FolderId, qint64>& counts) : m_counts(counts) {}

    void add(const Folder& folder)
    {
        m_byPath.insert(folder.path, m_folders.size());
        m_folders.append(&folder);
    }

    /// Writes children and count of the root's row. The root's own photos have no row of their own.
    void build(FilterItem& root)
    {
        m_children.resize(size_t(m_folders.size()));
        for (qsizetype i = 0; i < m_folders.size(); ++i) {
            if (m_folders[i]->path.isEmpty())
                root.count += m_counts.value(m_folders[i]->id);
            else if (const qsizetype parent = parentOf(m_folders[i]->path); parent >= 0)
                m_children[size_t(parent)].append(i);
            else
                m_tops.append(i);
        }
        for (const qsizetype top : m_tops)
            root.children.push_back(item(top, 0));
        for (const FilterItem& child : root.children)
            root.count += child.count;
    }

private:
    /// The nearest folder above that has photos; -1 if that is the root.
    qsizetype parentOf(const BytePath& path) const
    {
        BytePath above = splitPath(path).first;
        while (!above.isEmpty()) {
            if (const auto found = m_byPath.constFind(above); found != m_byPath.constEnd())
                return *found;
            above = splitPath(above).first;
        }
        return -1;
    }

    FilterItem item(qsizetype i, qsizetype prefix) const
    {
        const Folder& folder = *m_folders[i];
        FilterItem item;
        item.condition = folder.id;
        item.text = displayPath(folder.path.mid(prefix));
        item.icon = QStringLiteral("folder");
        item.count = m_counts.value(folder.id);
        for (const qsizetype child : m_children[size_t(i)]) {
            item.children.push_back(this->item(child, folder.path.size() + 1));
            item.count += item.children.back().count;
        }
        return item;
    }

    const QHash<FolderId, qint64>& m_counts;
    QList<const Folder*> m_folders;
    QHash<BytePath, qsizetype> m_byPath;
    std::vector<QList<qsizetype>> m_children;
    QList<qsizetype> m_tops;
};

/// Its last part, unless another root has the same.
QString rootText(const Root& root, const QList<Root>& roots)
{
    const BytePath name = splitPath(root.path).second;
    const auto same =
        std::ranges::count_if(roots, [&](const Root& other) { return splitPath(other.path).second == name; });
    return displayPath(same > 1 || name.isEmpty() ? root.path : name);
}

void forgetCounts(FilterItem& item)
{
    item.count = -1;
    for (FilterItem& child : item.children)
        forgetCounts(child);
}

FilterItem makeItem(const FilterCondition& condition, const QString& text, qint64 count, const QString& icon)
{
    FilterItem item;
    item.condition = condition;
    item.text = text;
    item.count = count;
    item.icon = icon;
    return item;
}

/// Counts come later than the first photos.
qint64 known(const Desk& desk, qint64 count)
{
    return desk.counts().total > 0 ? count : -1;
}

/// One more row where there is something to find or it is chosen.
void offer(std::vector<FilterItem>& items, const Desk& desk, FilterItem item)
{
    if (item.count > 0 || holds(desk.filter(), item.condition) || !item.children.empty())
        items.push_back(std::move(item));
}

FilterItem flagItem(FilterFlag::Property property, const QString& text, qint64 count, const char* icon)
{
    return makeItem(FilterFlag{property, true}, text, count, QLatin1String(icon));
}

FilterItem problemsItem(const Desk& desk)
{
    const PhotoCounts& counts = desk.counts();
    FilterItem item =
        flagItem(FilterFlag::Property::AnyProblem, Text::tr("Problems"), counts.problems, "problem");
    for (int i = int(Problem::None) + 1; i <= int(Problem::Dangling); ++i) {
        const auto problem = Problem(i);
        FilterItem kind = makeItem(problem, problemName(problem).replace(u'_', u' '),
                                   counts.problemKinds.value(problem), QString());
        kind.text[0] = kind.text[0].toUpper();
        kind.toolTip = problemText(problem);
        offer(item.children, desk, std::move(kind));
    }
    return item;
}

FilterItem boxesItem(const Desk& desk)
{
    const PhotoCounts& counts = desk.counts();
    FilterItem item = flagItem(FilterFlag::Property::Boxes, Text::tr("With boxes"), counts.withBoxes, "box");
    for (const Label& label : desk.labels()) {
        FilterItem kind = makeItem(BoxLabel{label.id}, label.name, counts.boxLabels.value(label.id), {});
        kind.swatch = label.colour;
        kind.toolTip = Text::tr("Photos with a box of %1").arg(label.name);
        offer(item.children, desk, std::move(kind));
    }
    offer(item.children, desk,
          makeItem(BoxLabel{}, Text::tr("No label"), counts.boxLabels.value(LabelId()), {}));
    FilterItem small =
        flagItem(FilterFlag::Property::SmallBoxes, Text::tr("Small"), counts.withSmallBoxes, "box");
    small.toolTip = Text::tr("Photos with a box of less than 32 × 32 pixels");
    offer(item.children, desk, std::move(small));
    return item;
}

/// Offered as soon as anybody has drawn or verified any box.
void offerBoxes(std::vector<FilterItem>& items, const Desk& desk)
{
    const PhotoCounts& counts = desk.counts();
    using Property = FilterFlag::Property;
    offer(items, desk, boxesItem(desk));
    if (counts.withBoxes == 0 && counts.boxesVerified == 0)
        return;
    items.push_back(makeItem(FilterFlag{Property::Boxes, false}, Text::tr("Without boxes"),
                             counts.total - counts.withBoxes, QStringLiteral("box")));
    items.push_back(makeItem(FilterFlag{Property::BoxesVerified, true}, Text::tr("Boxes verified"),
                             counts.boxesVerified, QStringLiteral("check")));
    items.push_back(makeItem(FilterFlag{Property::BoxesVerified, false}, Text::tr("Boxes not verified"),
                             counts.total - counts.boxesVerified, QStringLiteral("unreviewed")));
}

std::vector<FilterItem> confidenceItems(const Desk& desk)
{
    std::vector<FilterItem> items;
    for (const Confidence step :
         {Confidence::Below50, Confidence::From50, Confidence::From70, Confidence::From90})
        offer(items, desk,
              makeItem(step, confidenceText(step), desk.counts().confidences.value(step), QString()));
    return items;
}

/// What only a chip or another program asked for is shown for as long as it is asked for.
void offerOpposites(std::vector<FilterItem>& items, const Desk& desk)
{
    for (const FilterCondition& condition : conditionsOf(desk.filter())) {
        const auto* flag = std::get_if<FilterFlag>(&condition);
        const auto* duplicates = std::get_if<PhotoFilter::Duplicates>(&condition);
        const bool isOpposite =
            (flag && !flag->value) || (duplicates && *duplicates == PhotoFilter::Duplicates::None) ||
            condition == FilterCondition(Problem::None) || std::holds_alternative<PhotoId>(condition);
        const bool isThere =
            std::ranges::any_of(items, [&](const FilterItem& item) { return item.condition == condition; });
        if (!isOpposite || isThere)
            continue;
        FilterItem item = makeItem(condition, conditionText(condition, desk), -1, QStringLiteral("filter"));
        item.text[0] = item.text[0].toUpper();
        items.push_back(std::move(item));
    }
}

} // namespace

std::vector<FilterItem> placeItems(const Desk& desk, const QSet<RootId>& missingRoots)
{
    std::vector<FilterItem> items;
    if (!desk.index())
        return items;
    const QList<Root>& roots = desk.index()->roots();
    for (const Root& root : roots) {
        FolderTree tree(desk.counts().folders);
        for (const Folder& folder : desk.index()->folders()) {
            if (folder.root == root.id)
                tree.add(folder);
        }
        FilterItem item = makeItem(root.id, rootText(root, roots), 0, QStringLiteral("root"));
        item.isMissing = missingRoots.contains(root.id);
        if (item.isMissing)
            item.icon = QStringLiteral("missing");
        item.toolTip = item.isMissing ? Text::tr("%1 is not there. Its photos cannot be opened until it is "
                                                 "back, or you say where it is now.")
                                            .arg(displayPath(root.path))
                                      : displayPath(root.path);
        tree.build(item);
        if (desk.counts().total == 0)
            forgetCounts(item);
        items.push_back(std::move(item));
    }
    return items;
}

std::vector<FilterItem> labelItems(const Desk& desk)
{
    std::vector<FilterItem> items;
    if (!desk.isOpen())
        return items;
    const QHash<LabelId, qint64>& counts = desk.counts().labels;
    qint64 largest = 1;
    for (const Label& label : desk.labels()) {
        FilterItem item = makeItem(label.id, label.name, known(desk, counts.value(label.id)), {});
        item.swatch = label.colour;
        item.shortcut = label.shortcut;
        item.toolTip = label.description;
        largest = std::max(largest, item.count);
        items.push_back(std::move(item));
    }
    for (FilterItem& item : items)
        item.share = double(std::max<qint64>(item.count, 0)) / double(largest);
    items.push_back(makeItem(LabelId(), Text::tr("No label"), known(desk, counts.value(LabelId())), {}));
    return items;
}

std::vector<FilterItem> stateItems(const Desk& desk)
{
    if (!desk.isOpen())
        return {};
    const PhotoCounts& counts = desk.counts();
    std::vector<FilterItem> items{makeItem(ReviewState::Unreviewed, stateText(ReviewState::Unreviewed),
                                           known(desk, counts.unreviewed), QStringLiteral("unreviewed")),
                                  makeItem(ReviewState::Accepted, stateText(ReviewState::Accepted),
                                           known(desk, counts.accepted), QStringLiteral("accept")),
                                  makeItem(ReviewState::Rejected, stateText(ReviewState::Rejected),
                                           known(desk, counts.rejected), QStringLiteral("reject"))};
    for (const RejectReason reason : rejectReasons())
        offer(items.back().children, desk,
              makeItem(reason, reasonText(reason), counts.reasons.value(reason), {}));
    return items;
}

std::vector<FilterItem> modelItems(const Desk& desk)
{
    std::vector<FilterItem> items;
    if (!desk.isOpen())
        return items;
    const PhotoCounts& counts = desk.counts();
    using Property = FilterFlag::Property;
    offer(items, desk,
          flagItem(Property::Disagrees, Text::tr("Model disagrees"), counts.disagreeing, "compare"));
    offer(items, desk, flagItem(Property::Abstains, Text::tr("Model abstains"), counts.abstaining, "info"));
    FilterItem proposals = flagItem(Property::Predicted, Text::tr("Proposals"), counts.predicted, "label");
    for (const Label& label : desk.labels()) {
        FilterItem item =
            makeItem(ProposedLabel{label.id}, label.name, counts.predictedLabels.value(label.id), {});
        item.swatch = label.colour;
        offer(proposals.children, desk, std::move(item));
    }
    offer(items, desk, std::move(proposals));
    for (FilterItem& item : confidenceItems(desk))
        items.push_back(std::move(item));
    return items;
}

std::vector<FilterItem> moreItems(const Desk& desk)
{
    std::vector<FilterItem> items;
    if (!desk.isOpen())
        return items;
    const PhotoCounts& counts = desk.counts();
    using Property = FilterFlag::Property;
    const QString duplicate = QStringLiteral("duplicate");
    offer(items, desk, problemsItem(desk));
    offer(items, desk, flagItem(Property::Missing, Text::tr("Missing files"), counts.missing, "missing"));
    offer(items, desk,
          makeItem(PhotoFilter::Duplicates::Exact, Text::tr("Exact copies"), counts.exactDuplicates,
                   duplicate));
    offer(items, desk,
          makeItem(PhotoFilter::Duplicates::Near, Text::tr("Look-alikes"), counts.nearDuplicates, duplicate));
    offer(items, desk, flagItem(Property::Position, Text::tr("With place"), counts.withPosition, "place"));
    offer(items, desk, flagItem(Property::Date, Text::tr("With date"), counts.withDate, "date"));
    offer(items, desk, flagItem(Property::Note, Text::tr("With note"), counts.withNote, "note"));
    offerBoxes(items, desk);
    offerOpposites(items, desk);
    return items;
}

} // namespace creel
