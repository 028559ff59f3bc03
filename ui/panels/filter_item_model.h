#pragma once

#include "ui/panels/filter_condition.h"

#include <QAbstractItemModel>
#include <QColor>

namespace creel {

/// A row of the filter panel: a condition to choose, how many photos meet it, and how it looks.
struct FilterItem
{
    FilterCondition condition;
    QString text;
    QString toolTip;
    qint64 count = -1; ///< photos; negative while unknown
    double share = 0;  ///< of the largest count of its section, for a bar; 0…1
    QString icon;      ///< of Theme::icon()
    QColor swatch;     ///< instead of an icon
    QString shortcut;
    bool isMissing = false; ///< its folder is not there
    std::vector<FilterItem> children;
};

/// What can be filtered by, as a tree: section headings, their rows, and what is below those. Updates change
/// only what differs, so that a view keeps its place. Every row is found by its condition.
class FilterItemModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    explicit FilterItemModel(QObject* parent = nullptr);
    ~FilterItemModel() override;

    static constexpr std::array sections{FilterSection::Place, FilterSection::Labels, FilterSection::State,
                                         FilterSection::Model, FilterSection::More};

    void update(FilterSection section, const std::vector<FilterItem>& items);

    QModelIndex heading(FilterSection section) const;
    /// Which heading this is; none for a row below one.
    std::optional<FilterSection> sectionOfHeading(const QModelIndex& index) const;
    /// Null for a heading. Its `children` are left empty.
    const FilterItem* item(const QModelIndex& index) const;
    /// The row with this condition; invalid if there is none.
    QModelIndex find(const FilterCondition& condition) const;
    /// All rows that the filter asks for.
    QModelIndexList chosenBy(const PhotoFilter& filter) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Node;

    Node& nodeOf(const QModelIndex& index) const;
    QModelIndex indexOf(const Node& node) const;
    void sync(Node& parent, const std::vector<FilterItem>& items);
    void insert(Node& parent, size_t at, const std::vector<FilterItem>& items, size_t first, size_t count);
    void remove(Node& parent, size_t first, size_t count);
    void assign(Node& node, const FilterItem& item);

    std::unique_ptr<Node> m_top;
};

} // namespace creel
