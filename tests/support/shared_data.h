#pragma once

#include <QString>
#include <QtTest>

namespace creel::test {

/// Folder of real photos beside the checkout, or what CREEL_SHARED names; empty where it is missing.
QString sharedData();

} // namespace creel::test

/// Skips the running test, and says so, where the real photos are missing. Declares `shared`.
#define CREEL_NEEDS_SHARED(shared)                                                                           \
    const QString shared = creel::test::sharedData();                                                        \
    if (shared.isEmpty())                                                                                    \
    QSKIP("the folder of real photos is missing; set CREEL_SHARED")
