#pragma once

#include "core/jobs/cancel_token.h"

#include <QDialog>
#include <QThreadPool>
#include <QTimer>

class QPushButton;

namespace creel {

/// A form on the left and, on the right, a look at what would come of it, worked out in the background after
/// each choice. Only the latest answer is shown.
class PreviewDialog : public QDialog
{
    Q_OBJECT

public:
    ~PreviewDialog() override;

Q_SIGNALS:
    /// What is shown fits what is chosen.
    void previewed();

protected:
    PreviewDialog(const QString& title, QWidget* parent);

    /// Lays out the form, the preview and the buttons.
    void build(QWidget* form, QWidget* preview, const QString& startText, const QString& startTip);
    /// To be called when something else is chosen: works everything out anew, a moment later.
    void workSoon();
    /// Says that what is shown is of former choices.
    virtual void showWorking() = 0;
    /// Reads the choices and calls run(), or shows why that is of no use.
    virtual void work() = 0;
    void setCanStart(bool canStart);

    /// Calls `task` with a token on a worker and `done` with what it returned here, unless something else was
    /// chosen meanwhile.
    template<class Task, class Done>
    void run(Task task, Done done)
    {
        m_token.cancel();
        m_token = CancelToken();
        const quint64 number = ++m_runs;
        m_pool.start([this, number, task = std::move(task), done = std::move(done), token = m_token] {
            auto result = task(token);
            QMetaObject::invokeMethod(
                this,
                [this, number, done, result = std::move(result)] {
                    if (number != m_runs || m_delay.isActive())
                        return;
                    done(result);
                    Q_EMIT previewed();
                },
                Qt::QueuedConnection);
        });
    }

private:
    QPushButton* m_start = nullptr;
    QTimer m_delay;
    CancelToken m_token; ///< of the task that runs
    quint64 m_runs = 0;
    QThreadPool m_pool;
};

} // namespace creel
