#pragma once

#include "core/serve/http_message.h"
#include "core/serve/predict_service.h"

namespace creel {

/// What every answer of /api/v1 says of the model that it comes from.
QJsonObject modelJson(const ServedModel& model);

/// `value` to the nearest of `steps` steps a unit.
double rounded(double value, double steps);
double milliseconds(qint64 microseconds);

/// The answer while the first model is being opened.
HttpAnswer noModel();

} // namespace creel
