#pragma once

#include <QCoreApplication>

namespace creel {

/// Texts about weight files.
struct WeightsText
{
    Q_DECLARE_TR_FUNCTIONS(WeightsText)
};

} // namespace creel
