#include "core/insight/share_text.h"

#include <QCoreApplication>

namespace creel {

namespace {

QString percent(double share)
{
    return QString::number(qRound(share * 100));
}

} // namespace

QString shareText(const Share& share)
{
    return QCoreApplication::translate("Share", "%1 % (%2–%3 %)")
        .arg(percent(share.value), percent(share.low), percent(share.high));
}

} // namespace creel
