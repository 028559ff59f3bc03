#include "core/serve/api_json.h"

#include "core/serve/serve_text.h"

#include <cmath>

namespace creel {

QJsonObject modelJson(const ServedModel& model)
{
    return {{QStringLiteral("name"), model.info.name},
            {QStringLiteral("hash"), QString::fromLatin1(model.hash)},
            {QStringLiteral("data_revision"), model.info.catalogRevision}};
}

double rounded(double value, double steps)
{
    return std::round(value * steps) / steps;
}

double milliseconds(qint64 microseconds)
{
    return rounded(double(microseconds) / 1000, 1000);
}

HttpAnswer noModel()
{
    return laterAnswer(503, ServeText::tr("There is no model yet."), 1);
}

} // namespace creel
