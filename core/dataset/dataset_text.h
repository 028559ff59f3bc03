#pragma once

#include <QCoreApplication>

namespace creel {

/// Texts about the photos that are trained and tested on.
struct DatasetText
{
    Q_DECLARE_TR_FUNCTIONS(DatasetText)
};

} // namespace creel
