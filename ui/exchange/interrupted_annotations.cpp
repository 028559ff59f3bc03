#include "ui/exchange/interrupted_annotations.h"

#include "core/catalog/job_store.h"

#include <QCoreApplication>

namespace creel {

QList<AnnotationImport> takeInterruptedAnnotations(Connection& connection)
{
    QList<AnnotationImport> requests;
    JobStore store(connection);
    const auto jobs = store.interrupted();
    if (!jobs)
        return requests;
    for (const JobRecord& job : *jobs) {
        if (job.kind != annotationJobKind)
            continue;
        requests.append(annotationImportFromJson(job.parameters));
        (void)store.finish(job.id, QStringLiteral("failed"),
                           QCoreApplication::translate("ExchangeDialogs", "Interrupted"));
    }
    return requests;
}

} // namespace creel
