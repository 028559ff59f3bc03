#include "ui/dialogs/escape_button.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QPushButton>

namespace creel {

void explainEscape(const QDialogButtonBox* buttons)
{
    if (auto* cancel = buttons->button(QDialogButtonBox::Cancel))
        cancel->setToolTip(QCoreApplication::translate("EscapeButton", "Leave everything as it is (Esc)"));
    if (auto* close = buttons->button(QDialogButtonBox::Close))
        close->setToolTip(QCoreApplication::translate("EscapeButton", "Close this window (Esc)"));
}

} // namespace creel
