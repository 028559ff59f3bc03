#pragma once

#include "ui/training/model_item_model.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeView;

namespace creel {

class ConfusionView;
class Learner;

/// The models of the catalog to compare and to choose from, with all that is known about the selected one.
class ModelList : public QWidget
{
    Q_OBJECT

public:
    ModelList(Learner& learner, QWidget* parent);

    QTreeView* view() const { return m_view; }
    const ModelRecord* selected() const;
    QString details() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeButtons();
    void fill();
    void showSelected();
    void askName();
    void askRemoval();

    Learner& m_learner;
    ModelItemModel m_models;
    QTreeView* m_view;
    QLabel* m_empty;
    QLabel* m_details;
    ConfusionView* m_confusion;
    QPushButton* m_predict;
    QPushButton* m_current;
    QPushButton* m_rename;
    QPushButton* m_remove;
};

} // namespace creel
