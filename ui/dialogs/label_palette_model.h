#pragma once

#include "core/catalog/label_store.h"

#include <QAbstractListModel>

#include <functional>

namespace creel {

/// Labels that fit what was typed, best first; at the end a row that makes a new label where no label is
/// called that.
class LabelPaletteModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        LabelIdRole = Qt::UserRole, ///< 0 for the row that makes a label
        DigitRole,
        CountRole
    };

    using QAbstractListModel::QAbstractListModel;

    /// `countOf` gives the photos of a label.
    void setLabels(const QList<Label>& labels, std::function<qint64(LabelId)> countOf);
    void setText(const QString& text);
    /// The label comes first from now on, among those that fit equally well.
    void noteUsed(LabelId label);
    /// Most recently used first.
    const QList<LabelId>& recent() const { return m_recent; }
    void setRecent(const QList<LabelId>& recent);

    const QString& text() const { return m_text; }
    /// None for the row that makes a label.
    LabelId labelAt(int row) const;
    /// Where it is now; without a label the row that makes one. -1 if it is not there.
    int rowOf(LabelId label) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    /// Display: name; Decoration: colour; AccessibleText: name, digit and count.
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void refresh();
    bool canMakeLabel(const QString& folded) const;
    QString spokenRow(const Label& label) const;

    struct Item
    {
        Label label;
        QString folded;
    };
    QList<Item> m_labels;
    QList<LabelId> m_recent;
    QString m_text;
    QList<Label> m_rows;
    bool m_offersNew = false;
    std::function<qint64(LabelId)> m_countOf;
};

} // namespace creel
