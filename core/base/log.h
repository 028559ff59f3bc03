#pragma once

#include <QLoggingCategory>

namespace creel {

Q_DECLARE_LOGGING_CATEGORY(logCatalog)
Q_DECLARE_LOGGING_CATEGORY(logImport)
Q_DECLARE_LOGGING_CATEGORY(logJobs)
Q_DECLARE_LOGGING_CATEGORY(logServe)
Q_DECLARE_LOGGING_CATEGORY(logUi)

} // namespace creel
