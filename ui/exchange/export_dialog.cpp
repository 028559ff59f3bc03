#include "ui/exchange/export_dialog.h"

#include "core/catalog/catalog.h"
#include "ui/dialogs/escape_button.h"
#include "ui/exchange/export_form.h"
#include "ui/exchange/export_preview_view.h"
#include "ui/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QPushButton>

namespace creel {

namespace {

constexpr int delayMs = 150; // while a folder is being typed
constexpr int formWidth = 42 * Theme::gap;

Result<ExportPreview> workOut(const QString& catalog, ExportRequest request, const PhotoChoice& choice,
                              const CancelToken& token)
{
    request.photos = choice.photos();
    CREEL_ASSIGN(const auto connection, openCatalog(catalog, Connection::Access::ReadOnly));
    return previewExport(*connection, request, JobContext(token, {}));
}

} // namespace

ExportDialog::ExportDialog(Desk& desk, QWidget* parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_form(new ExportForm(desk, this))
    , m_preview(new ExportPreviewView(this))
{
    setWindowTitle(tr("Export dataset"));
    resize(1080, 680);
    m_pool.setMaxThreadCount(1);
    m_form->setFixedWidth(formWidth);
    auto* parts = new QHBoxLayout;
    parts->setSpacing(3 * Theme::gap);
    parts->addWidget(m_form);
    parts->addWidget(m_preview, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_export = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    m_export->setDefault(true);
    explainEscape(buttons);
    m_export->setToolTip(tr("Exports in the background; nothing is written if it is stopped"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap);
    layout->setSpacing(2 * Theme::gap);
    layout->addLayout(parts, 1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        m_form->remember();
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(this, &QDialog::finished, this, [this] { m_token.cancel(); });
    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMs);
    connect(&m_delay, &QTimer::timeout, this, &ExportDialog::work);
    connect(m_form, &ExportForm::changed, this, [this] {
        m_token.cancel();
        m_export->setEnabled(false);
        m_preview->showWorking();
        m_delay.start();
    });
    m_export->setEnabled(false);
    work();
}

ExportDialog::~ExportDialog()
{
    m_token.cancel();
    m_pool.waitForDone();
}

ExportRequest ExportDialog::request() const
{
    return m_form->request();
}

PhotoChoice ExportDialog::choice() const
{
    return m_form->choice();
}

void ExportDialog::work()
{
    m_token.cancel();
    m_token = CancelToken();
    const quint64 number = ++m_previews;
    const ExportRequest request = m_form->request();
    if (request.folder.isEmpty())
        return m_preview->showProblem(tr("Choose the folder to export into."));
    m_pool.start(
        [this, number, catalog = m_desk.catalogPath(), request, choice = m_form->choice(), token = m_token] {
            auto preview = workOut(catalog, request, choice, token);
            QMetaObject::invokeMethod(
                this,
                [this, number, request, preview = std::move(preview)] {
                    if (number == m_previews && !m_delay.isActive())
                        showOutcome(preview, request);
                },
                Qt::QueuedConnection);
        });
}

void ExportDialog::showOutcome(const Result<ExportPreview>& preview, const ExportRequest& request)
{
    if (!preview)
        m_preview->showProblem(preview.error().message);
    else
        m_preview->showPreview(*preview, displayPath(splitPath(request.folder).second));
    m_export->setEnabled(preview && preview->photos > 0);
    Q_EMIT previewed();
}

} // namespace creel
