#include "ui/training/model_item_model.h"

#include <QFont>
#include <QLocale>

namespace creel {

namespace {

QString percent(double share)
{
    return QString::number(qRound(share * 100));
}

QVariant shownText(const ModelRecord& model, int column)
{
    const std::optional<Evaluation>& valid = model.info.valid;
    if (column == ModelItemModel::Name)
        return model.name;
    if (!valid)
        return ModelItemModel::tr("–");
    return column == ModelItemModel::Accuracy ? ModelItemModel::tr("%1 %").arg(percent(valid->accuracy.value))
                                              : QString::number(valid->macroF1, 'f', 2);
}

} // namespace

void ModelItemModel::setModels(const QList<ModelRecord>& models)
{
    beginResetModel();
    m_models = models;
    std::ranges::reverse(m_models);
    endResetModel();
}

const ModelRecord* ModelItemModel::model(int row) const
{
    return row >= 0 && row < m_models.size() ? &m_models[row] : nullptr;
}

int ModelItemModel::rowOf(ModelId id) const
{
    const auto found = std::ranges::find(m_models, id, &ModelRecord::id);
    return found == m_models.end() ? -1 : int(found - m_models.begin());
}

int ModelItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_models.size());
}

int ModelItemModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QVariant ModelItemModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ModelRecord& record = m_models[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Name && record.isCurrent)
            return tr("✓ %1").arg(record.name);
        return shownText(record, index.column());
    case Qt::ToolTipRole:
        if (index.column() == Accuracy && record.info.valid)
            return shareText(record.info.valid->accuracy);
        return record.isCurrent ? tr("Its predictions are shown. %1").arg(record.file) : record.file;
    case Qt::AccessibleTextRole:
        return record.isCurrent ? tr("%1, current").arg(record.name) : record.name;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant ModelItemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns)
        return {};
    const QString texts[] = {tr("Model"), tr("Accuracy"), tr("F1")};
    const QString tips[] = {tr("✓ marks the one whose predictions are shown"),
                            tr("Share of the photos kept for testing that it gets right"),
                            tr("Mean over the classes of F1, in which rare classes count as much")};
    if (role == Qt::DisplayRole)
        return texts[section];
    if (role == Qt::ToolTipRole)
        return tips[section];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(section == Name ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
    return {};
}

} // namespace creel
