#include "ui/exchange/exchange_report.h"

#include "ui/dialogs/escape_button.h"
#include "ui/exchange/finding_list_view.h"
#include "ui/theme.h"

#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace creel {

ExchangeReport::ExchangeReport(const Content& content, QWidget* parent)
    : QDialog(parent), m_text(content.lines.join(QLatin1Char('\n'))), m_findings(new FindingListView(this))
{
    setWindowTitle(content.title);
    resize(720, 440);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap);
    layout->setSpacing(2 * Theme::gap);
    auto* text = new QLabel(m_text, this);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setAccessibleName(tr("What was done"));
    layout->addWidget(text);
    m_findings->setFindings(content.findings, content.unlistedFindings);
    layout->addWidget(m_findings, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    explainEscape(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    if (!content.folder.isEmpty()) {
        auto* open = buttons->addButton(tr("&Open folder"), QDialogButtonBox::ActionRole);
        open->setToolTip(displayPath(content.folder));
        connect(open, &QPushButton::clicked, this, [folder = content.folder] { openFolder(folder); });
    }
    if (content.takeBack) {
        auto* undo = buttons->addButton(tr("&Undo all of it"), QDialogButtonBox::ActionRole);
        undo->setToolTip(tr("Take back the labels and boxes that came in; imported photos stay"));
        connect(undo, &QPushButton::clicked, this, [this, takeBack = content.takeBack] {
            takeBack();
            accept();
        });
    }
    for (QPushButton* button : buttons->findChildren<QPushButton*>())
        button->setAutoDefault(false); // Enter must not undo what was just done
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    layout->addWidget(buttons);
}

void ExchangeReport::openFolder(const BytePath& folder)
{
    // Percent encoding carries names that are no UTF-8.
    QDesktopServices::openUrl(
        QUrl(QLatin1String("file://") + QString::fromLatin1(folder.toPercentEncoding("/"))));
}

QString ExchangeReport::text() const
{
    return m_text;
}

} // namespace creel
