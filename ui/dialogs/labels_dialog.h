#pragma once

#include "ui/desk.h"
#include "ui/dialogs/label_item_model.h"

#include <QDialog>

class QLineEdit;
class QPushButton;
class QTreeView;

namespace creel {

class LabelForm;
class MessageLine;
class ThumbnailLoader;

/// Everything there is to do to labels: add, rename, recolour, reorder, merge, describe, remove. Every change
/// is durable at once and can be undone.
class LabelsDialog : public QDialog
{
    Q_OBJECT

public:
    LabelsDialog(Desk& desk, QWidget* parent);

    /// Shows reference photos as pictures from then on, not only by name.
    void setThumbnails(ThumbnailLoader& thumbnails);
    void selectLabel(LabelId label);
    LabelItemModel& model() { return m_model; }
    /// What went wrong last; empty if nothing.
    QString message() const;

public Q_SLOTS:
    void done(int result) override;

private:
    QWidget* makeList();
    void makeKeys();
    LabelId currentLabel() const;
    void onCurrentChanged();
    void refreshButtons();
    void add();
    void merge();
    void remove();
    void moveBy(int rows);
    /// Why the label cannot be removed; empty if nothing is known against it.
    QString whyKept(LabelId label) const;
    void say(const QString& problem);

    Desk& m_desk;
    LabelItemModel m_model;
    LabelId m_current; ///< stays current when the model is reset
    int m_row = 0;     ///< where it was, for who takes its place
    QString m_wanted;  ///< the label just added becomes current
    QTreeView* m_view;
    QLineEdit* m_name;
    QPushButton* m_rename;
    QPushButton* m_merge;
    QPushButton* m_up;
    QPushButton* m_down;
    QPushButton* m_remove;
    LabelForm* m_form;
    MessageLine* m_message;
};

} // namespace creel
