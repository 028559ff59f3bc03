#include "ui/exchange/export_dialog.h"

#include "core/catalog/catalog.h"
#include "ui/exchange/export_form.h"
#include "ui/exchange/export_preview_view.h"

namespace creel {

namespace {

Result<ExportPreview> workOut(const QString& catalog, ExportRequest request, const PhotoChoice& choice,
                              const JobContext& context)
{
    request.photos = choice.photos();
    CREEL_ASSIGN(const auto connection, openCatalog(catalog, Connection::Access::ReadOnly));
    return previewExport(*connection, request, context);
}

} // namespace

ExportDialog::ExportDialog(Desk& desk, QWidget* parent)
    : PreviewDialog(tr("Export dataset"), parent)
    , m_desk(desk)
    , m_form(new ExportForm(desk, this))
    , m_preview(new ExportPreviewView(this))
{
    build(m_form, m_preview, tr("&Export"),
          tr("Exports in the background; nothing is written if it is stopped"));
    connect(m_form, &ExportForm::changed, this, &ExportDialog::workSoon);
    work();
}

ExportRequest ExportDialog::request() const
{
    return m_form->request();
}

PhotoChoice ExportDialog::choice() const
{
    return m_form->choice();
}

void ExportDialog::accept()
{
    m_form->remember();
    PreviewDialog::accept();
}

void ExportDialog::showWorking()
{
    m_preview->showWorking();
}

void ExportDialog::work()
{
    const ExportRequest request = m_form->request();
    if (request.folder.isEmpty())
        return m_preview->showProblem(tr("Choose the folder to export into."));
    run([catalog = m_desk.catalogPath(), request, choice = m_form->choice()](
            const JobContext& context) { return workOut(catalog, request, choice, context); },
        [this, request](const Result<ExportPreview>& preview) { showOutcome(preview, request); });
}

void ExportDialog::showOutcome(const Result<ExportPreview>& preview, const ExportRequest& request)
{
    if (!preview)
        m_preview->showProblem(preview.error().message);
    else
        m_preview->showPreview(*preview, displayPath(splitPath(request.folder).second));
    setCanStart(preview && preview->photos > 0);
}

} // namespace creel
