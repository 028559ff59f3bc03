#include "ui/panels/filter_item_model.h"

#include "core/base/text.h"

#include <unordered_set>

namespace creel {

struct FilterItemModel::Node
{
    FilterItem item; ///< without children
    Node* parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Node>> children;

    static std::unique_ptr<Node> make(const FilterItem& from, Node* parent)
    {
        auto node = std::make_unique<Node>();
        node->take(from);
        node->parent = parent;
        for (const FilterItem& child : from.children)
            node->children.push_back(make(child, node.get()));
        node->renumber();
        return node;
    }

    void take(const FilterItem& from)
    {
        item = FilterItem{from.condition, from.text,   from.toolTip,  from.count,     from.share,
                          from.icon,      from.swatch, from.shortcut, from.isMissing, {}};
    }

    bool looksLike(const FilterItem& other) const
    {
        return item.text == other.text && item.toolTip == other.toolTip && item.count == other.count &&
               item.share == other.share && item.icon == other.icon && item.swatch == other.swatch &&
               item.shortcut == other.shortcut && item.isMissing == other.isMissing;
    }

    void renumber()
    {
        for (size_t i = 0; i < children.size(); ++i)
            children[i]->row = int(i);
    }
};

namespace {

QString headingText(FilterSection section)
{
    switch (section) {
    case FilterSection::Place:
        return FilterItemModel::tr("Roots");
    case FilterSection::Labels:
        return FilterItemModel::tr("Labels");
    case FilterSection::State:
        return FilterItemModel::tr("State");
    case FilterSection::Model:
        return FilterItemModel::tr("Model");
    case FilterSection::More:
    case FilterSection::Text:
        break;
    }
    return FilterItemModel::tr("More");
}

QString spokenText(const FilterItem& item)
{
    QStringList parts{item.text};
    if (item.count >= 0)
        parts.append(photoCountText(item.count));
    if (item.isMissing)
        parts.append(FilterItemModel::tr("not found"));
    if (!item.shortcut.isEmpty())
        parts.append(FilterItemModel::tr("key %1").arg(item.shortcut));
    return parts.join(QStringLiteral(", "));
}

} // namespace

FilterItemModel::FilterItemModel(QObject* parent)
    : QAbstractItemModel(parent), m_top(std::make_unique<Node>())
{
    for (const FilterSection section : sections) {
        FilterItem heading;
        heading.text = headingText(section);
        m_top->children.push_back(Node::make(heading, m_top.get()));
    }
    m_top->renumber();
}

FilterItemModel::~FilterItemModel() = default;

void FilterItemModel::update(FilterSection section, const std::vector<FilterItem>& items)
{
    sync(nodeOf(heading(section)), items);
}

/// Makes the rows below `parent` be `items`, keeping every row whose condition stays.
void FilterItemModel::sync(Node& parent, const std::vector<FilterItem>& items)
{
    std::unordered_set<FilterCondition> wanted;
    for (const FilterItem& item : items)
        wanted.insert(item.condition);
    const auto isGone = [&](size_t i) {
        return !wanted.contains(parent.children[i]->item.condition);
    };
    for (size_t end = parent.children.size(); end > 0;) {
        size_t first = end;
        while (first > 0 && isGone(first - 1))
            --first;
        if (first < end)
            remove(parent, first, end - first);
        end = first == end ? end - 1 : first;
    }
    std::unordered_set<FilterCondition> kept;
    for (const auto& child : parent.children)
        kept.insert(child->item.condition);
    for (size_t at = 0; at < items.size();) {
        size_t run = 0;
        while (at + run < items.size() && !kept.contains(items[at + run].condition))
            ++run;
        if (run > 0)
            insert(parent, at, items, at, run);
        at += run;
        if (at == items.size())
            break;
        // A row that moved is taken out at its old place and put in at its new one.
        if (parent.children[at]->item.condition == items[at].condition)
            assign(*parent.children[at], items[at]);
        else {
            const auto old = std::ranges::find_if(parent.children, [&](const auto& child) {
                return child->item.condition == items[at].condition;
            });
            remove(parent, size_t(old - parent.children.begin()), 1);
            insert(parent, at, items, at, 1);
        }
        ++at;
    }
}

void FilterItemModel::insert(Node& parent, size_t at, const std::vector<FilterItem>& items, size_t first,
                             size_t count)
{
    std::vector<std::unique_ptr<Node>> nodes;
    for (size_t i = first; i < first + count; ++i)
        nodes.push_back(Node::make(items[i], &parent));
    beginInsertRows(indexOf(parent), int(at), int(at + count - 1));
    parent.children.insert(parent.children.begin() + qptrdiff(at), std::make_move_iterator(nodes.begin()),
                           std::make_move_iterator(nodes.end()));
    parent.renumber();
    endInsertRows();
}

void FilterItemModel::remove(Node& parent, size_t first, size_t count)
{
    beginRemoveRows(indexOf(parent), int(first), int(first + count - 1));
    const auto begin = parent.children.begin() + qptrdiff(first);
    parent.children.erase(begin, begin + qptrdiff(count));
    parent.renumber();
    endRemoveRows();
}

void FilterItemModel::assign(Node& node, const FilterItem& item)
{
    if (!node.looksLike(item)) {
        node.take(item);
        const QModelIndex index = indexOf(node);
        Q_EMIT dataChanged(index, index);
    }
    sync(node, item.children);
}

FilterItemModel::Node& FilterItemModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? *static_cast<Node*>(index.internalPointer()) : *m_top;
}

QModelIndex FilterItemModel::indexOf(const Node& node) const
{
    return node.parent ? createIndex(node.row, 0, &node) : QModelIndex();
}

QModelIndex FilterItemModel::heading(FilterSection section) const
{
    const auto found = std::ranges::find(sections, section);
    return found == sections.end() ? QModelIndex() : index(int(found - sections.begin()), 0);
}

std::optional<FilterSection> FilterItemModel::sectionOfHeading(const QModelIndex& index) const
{
    return index.isValid() && !index.parent().isValid() ? std::optional(sections[size_t(index.row())])
                                                        : std::nullopt;
}

const FilterItem* FilterItemModel::item(const QModelIndex& index) const
{
    return index.isValid() && index.parent().isValid() ? &nodeOf(index).item : nullptr;
}

QModelIndex FilterItemModel::find(const FilterCondition& condition) const
{
    std::vector<const Node*> open{&nodeOf(heading(sectionOf(condition)))};
    while (!open.empty()) {
        const Node* node = open.back();
        open.pop_back();
        for (const auto& child : node->children) {
            if (child->item.condition == condition)
                return indexOf(*child);
            open.push_back(child.get());
        }
    }
    return {};
}

QModelIndexList FilterItemModel::chosenBy(const PhotoFilter& filter) const
{
    QModelIndexList chosen;
    for (const FilterCondition& condition : conditionsOf(filter)) {
        if (sectionOf(condition) == FilterSection::Text)
            continue;
        if (condition == FilterCondition(PhotoFilter::Duplicates::Any)) {
            chosen.append(find(PhotoFilter::Duplicates::Exact));
            chosen.append(find(PhotoFilter::Duplicates::Near));
        } else
            chosen.append(find(condition));
    }
    chosen.removeAll(QModelIndex());
    return chosen;
}

QModelIndex FilterItemModel::index(int row, int column, const QModelIndex& parent) const
{
    return hasIndex(row, column, parent)
               ? createIndex(row, column, nodeOf(parent).children[size_t(row)].get())
               : QModelIndex();
}

QModelIndex FilterItemModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(*nodeOf(child).parent) : QModelIndex();
}

int FilterItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : int(nodeOf(parent).children.size());
}

int FilterItemModel::columnCount(const QModelIndex&) const
{
    return 1;
}

QVariant FilterItemModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const FilterItem& item = nodeOf(index).item;
    switch (role) {
    case Qt::DisplayRole:
        return item.text;
    case Qt::ToolTipRole:
        return item.toolTip.isEmpty() ? QVariant() : item.toolTip;
    case Qt::AccessibleTextRole:
        return this->item(index) ? spokenText(item) : item.text;
    default:
        return {};
    }
}

Qt::ItemFlags FilterItemModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return item(index) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::ItemIsEnabled;
}

} // namespace creel
