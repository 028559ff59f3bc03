#pragma once

#include "ui/desk.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;

namespace creel {

/// Asks into which label another one goes, and says what that will do.
class MergeDialog : public QDialog
{
    Q_OBJECT

public:
    MergeDialog(Desk& desk, LabelId from, QWidget* parent);

    LabelId into() const;
    QString explanation() const;

private:
    void explain();

    Desk& m_desk;
    LabelId m_from;
    QComboBox* m_into;
    QLabel* m_explanation;
    QPushButton* m_merge = nullptr;
};

} // namespace creel
