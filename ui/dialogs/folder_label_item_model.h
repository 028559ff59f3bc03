#pragma once

#include "ui/dialogs/folder_survey.h"

#include <QAbstractTableModel>
#include <QHash>

namespace creel {

/// Folder names with the label their photos will get; the label can be edited.
class FolderLabelItemModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        FolderColumn,
        LabelColumn,
        PhotosColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// What was edited before stays as it was edited.
    void setClaims(const QList<FolderClaim>& claims);
    /// Only what differs from what import would do anyway: folder -> label, empty for "no label".
    QHash<QString, QString> mapping() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    /// The text cannot be a label; the message says why.
    void refused(const QString& message);

private:
    QString labelOf(const FolderClaim& claim) const;

    QList<FolderClaim> m_claims;
    QHash<QString, QString> m_edited;
};

} // namespace creel
