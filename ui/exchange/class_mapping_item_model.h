#pragma once

#include "core/catalog/label_store.h"
#include "core/exchange/import_preview.h"

#include <QAbstractTableModel>

namespace creel {

/// A dataset's classes, and the label that each becomes: one there is, a new one, or none. The label can be
/// edited.
class ClassMappingItemModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        ClassColumn,
        LabelColumn,
        PhotosColumn,
        BoxesColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// The labels there are, in order.
    void setLabels(const QList<Label>& labels);
    /// What was edited before stays as it was edited. Classes that are the same as before keep their rows.
    void setClasses(const QList<AnnotationPreview::Class>& classes);
    /// What was edited is of another dataset.
    void forgetEdits() { m_edited.clear(); }
    /// Only what was edited: class -> label, empty for one that is left out.
    const QHash<QString, QString>& mapping() const { return m_edited; }

    void leaveOut(int row) { edit(row, {}); }
    /// Lets the class become the label of its own name again.
    void takeIn(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    /// The colour of a label that is there is its decoration.
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void edited();
    /// The text cannot be a label; the message says why.
    void refused(const QString& message);

private:
    void edit(int row, const QString& label);
    QVariant labelData(const AnnotationPreview::Class& entry, int role) const;
    const Label* known(const QString& name) const;

    QList<Label> m_labels;
    QList<AnnotationPreview::Class> m_classes; ///< as they are shown
    QHash<QString, QString> m_edited;
};

} // namespace creel
