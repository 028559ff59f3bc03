#pragma once

#include <QCoreApplication>

namespace creel {

/// Texts of the web service.
struct ServeText
{
    Q_DECLARE_TR_FUNCTIONS(ServeText)
};

} // namespace creel
