#pragma once

#include "core/exchange/export.h"
#include "core/jobs/cancel_token.h"
#include "ui/exchange/photo_choice.h"

#include <QDialog>
#include <QThreadPool>
#include <QTimer>

class QPushButton;

namespace creel {

class ExportForm;
class ExportPreviewView;

/// What to export and how, with a look at what would be written, worked out in the background after each
/// choice.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(Desk& desk, QWidget* parent);
    ~ExportDialog() override;

    /// What was chosen; `request.photos` is still to be filled from the choice.
    ExportRequest request() const;
    PhotoChoice choice() const;

    const ExportPreviewView& preview() const { return *m_preview; }

Q_SIGNALS:
    /// What is shown fits what is chosen.
    void previewed();

private:
    void work();
    void showOutcome(const Result<ExportPreview>& preview, const ExportRequest& request);

    Desk& m_desk;
    ExportForm* m_form;
    ExportPreviewView* m_preview;
    QPushButton* m_export = nullptr;
    QTimer m_delay;
    CancelToken m_token; ///< of the preview that is being worked out
    quint64 m_previews = 0;
    QThreadPool m_pool;
};

} // namespace creel
