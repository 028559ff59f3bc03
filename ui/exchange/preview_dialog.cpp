#include "ui/exchange/preview_dialog.h"

#include "ui/dialogs/escape_button.h"
#include "ui/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QPushButton>

namespace creel {

namespace {

constexpr int delayMs = 150; // while a folder is being typed
constexpr int formWidth = 42 * Theme::gap;

} // namespace

PreviewDialog::PreviewDialog(const QString& title, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(title);
    resize(1080, 680);
    m_pool.setMaxThreadCount(1);
    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMs);
    connect(&m_delay, &QTimer::timeout, this, [this] { work(); });
    connect(this, &QDialog::finished, this, [this] { m_token.cancel(); });
}

PreviewDialog::~PreviewDialog()
{
    m_token.cancel();
    m_pool.waitForDone();
}

void PreviewDialog::build(QWidget* form, QWidget* preview, const QString& startText, const QString& startTip)
{
    form->setFixedWidth(formWidth);
    auto* parts = new QHBoxLayout;
    parts->setSpacing(3 * Theme::gap);
    parts->addWidget(form);
    parts->addWidget(preview, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_start = buttons->addButton(startText, QDialogButtonBox::AcceptRole);
    m_start->setDefault(true);
    m_start->setToolTip(startTip);
    m_start->setEnabled(false);
    explainEscape(buttons);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap);
    layout->setSpacing(2 * Theme::gap);
    layout->addLayout(parts, 1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void PreviewDialog::workSoon()
{
    m_token.cancel();
    setCanStart(false);
    showWorking();
    m_delay.start();
}

void PreviewDialog::setCanStart(bool canStart)
{
    m_start->setEnabled(canStart);
}

} // namespace creel
