#pragma once

#include <QDialog>

namespace creel {

/// Says which Creel this is, under which licence, and on whose work it stands.
class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget* parent);
};

} // namespace creel
