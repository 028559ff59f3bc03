#pragma once

#include "core/exchange/export.h"
#include "ui/exchange/photo_choice.h"
#include "ui/exchange/preview_dialog.h"

namespace creel {

class ExportForm;
class ExportPreviewView;

/// What to export and how, with a look at what would be written.
class ExportDialog : public PreviewDialog
{
    Q_OBJECT

public:
    ExportDialog(Desk& desk, QWidget* parent);

    /// What was chosen; `request.photos` is still to be filled from the choice.
    ExportRequest request() const;
    PhotoChoice choice() const;

    const ExportPreviewView& preview() const { return *m_preview; }

    void accept() override;

protected:
    void showWorking() override;
    void work() override;

private:
    void showOutcome(const Result<ExportPreview>& preview, const ExportRequest& request);

    Desk& m_desk;
    ExportForm* m_form;
    ExportPreviewView* m_preview;
};

} // namespace creel
