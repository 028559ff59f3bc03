#pragma once

#include "ui/exchange/annotation_preview_view.h"
#include "ui/exchange/preview_dialog.h"

namespace creel {

class AnnotationForm;
class Desk;

/// Which annotations to import and how, with a look at what would come in and the word on each class.
class AnnotationDialog : public PreviewDialog
{
    Q_OBJECT

public:
    /// `dataset` may be empty.
    AnnotationDialog(Desk& desk, const BytePath& dataset, QWidget* parent);
    ~AnnotationDialog() override;

    /// What was chosen, as it was previewed.
    AnnotationImport request() const;

    AnnotationPreviewView& preview() { return *m_preview; }

protected:
    void showWorking() override;
    void showProgress(const Progress& progress) override;
    void work() override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void showOutcome(const Result<AnnotationPreview>& preview);

    Desk& m_desk;
    AnnotationForm* m_form;
    AnnotationPreviewView* m_preview;
    QString m_format; ///< as found out by the preview that is shown
};

} // namespace creel
