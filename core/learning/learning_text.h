#pragma once

#include <QCoreApplication>

namespace creel {

/// Texts about networks, weights and training.
struct LearningText
{
    Q_DECLARE_TR_FUNCTIONS(LearningText)
};

} // namespace creel
