#pragma once

#include "core/exchange/annotation.h"

#include <QDialog>

#include <functional>

namespace creel {

class FindingListView;

/// What an export or an import of annotations did, to look at beside the work: it blocks nothing.
class ExchangeReport : public QDialog
{
    Q_OBJECT

public:
    struct Content
    {
        QString title;
        QStringList lines; ///< what was done, one thing a line
        QList<AnnotationFinding> findings;
        qint64 unlistedFindings = 0;
        BytePath folder;                ///< that can be opened; empty for none
        std::function<void()> takeBack; ///< undoes all of it; null where that cannot be done
    };

    ExchangeReport(const Content& content, QWidget* parent);

    /// With the desktop's file manager.
    static void openFolder(const BytePath& folder);

    QString text() const;
    FindingListView& findings() { return *m_findings; }

private:
    QString m_text;
    FindingListView* m_findings;
};

} // namespace creel
