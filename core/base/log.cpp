#include "core/base/log.h"

namespace creel {

Q_LOGGING_CATEGORY(logCatalog, "creel.catalog", QtInfoMsg)
Q_LOGGING_CATEGORY(logImport, "creel.import", QtInfoMsg)
Q_LOGGING_CATEGORY(logJobs, "creel.jobs", QtInfoMsg)
Q_LOGGING_CATEGORY(logServe, "creel.serve", QtInfoMsg)
Q_LOGGING_CATEGORY(logUi, "creel.ui", QtInfoMsg)

} // namespace creel
