#include "ui/exchange/annotation_dialog.h"

#include "ui/desk.h"
#include "ui/dialogs/dropped_paths.h"
#include "ui/exchange/annotation_form.h"

#include <QDragEnterEvent>
#include <QFileInfo>

namespace creel {

AnnotationDialog::AnnotationDialog(Desk& desk, const BytePath& dataset, QWidget* parent)
    : PreviewDialog(tr("Import annotations"), parent)
    , m_desk(desk)
    , m_form(new AnnotationForm(QFileInfo(desk.catalogPath()).path(), this))
    , m_preview(new AnnotationPreviewView(this))
{
    setAcceptDrops(true);
    build(m_form, m_preview, tr("&Import"), tr("Imports in the background; all of it can be undone at once"));
    m_form->setDataset(dataset);
    m_preview->setLabels(desk.labels());
    connect(&desk, &Desk::labelsChanged, this, [this] { m_preview->setLabels(m_desk.labels()); });
    connect(m_form, &AnnotationForm::datasetChanged, this, [this] { m_preview->classes().forgetEdits(); });
    connect(m_form, &AnnotationForm::changed, this, &AnnotationDialog::workSoon);
    connect(&m_preview->classes(), &ClassMappingItemModel::edited, this, &AnnotationDialog::workSoon);
    work();
}

AnnotationDialog::~AnnotationDialog()
{
    m_preview->classes().disconnect(this); // a cell that is still being edited is committed as it goes
}

AnnotationImport AnnotationDialog::request() const
{
    AnnotationImport request = m_form->request();
    request.catalogPath = m_desk.catalogPath();
    request.mapping = m_preview->classes().mapping();
    if (!m_format.isEmpty())
        request.format = m_format;
    return request;
}

void AnnotationDialog::showWorking()
{
    m_format.clear();
    m_preview->showWorking();
}

void AnnotationDialog::showProgress(const Progress& progress)
{
    m_preview->showProgress(progress);
}

void AnnotationDialog::work()
{
    const AnnotationImport wanted = request();
    if (wanted.path.isEmpty())
        return m_preview->showProblem(tr("Choose the dataset: its folder, or its file."));
    showWorking();
    run([wanted](const JobContext& context) { return previewAnnotations(wanted, context); },
        [this](const Result<AnnotationPreview>& preview) { showOutcome(preview); });
}

void AnnotationDialog::showOutcome(const Result<AnnotationPreview>& preview)
{
    if (!preview) {
        m_form->showDetected(nullptr);
        m_preview->showProblem(preview.error().message);
        return;
    }
    m_format = preview->summary.format;
    m_form->showDetected(annotationFormat(m_format));
    m_preview->showPreview(*preview);
    setCanStart(!preview->refusal);
}

void AnnotationDialog::dragEnterEvent(QDragEnterEvent* event)
{
    if (droppedPaths(event->mimeData()).size() == 1)
        event->acceptProposedAction();
}

void AnnotationDialog::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    m_form->setDataset(droppedPaths(event->mimeData()).first());
}

} // namespace creel
